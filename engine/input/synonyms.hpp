#pragma once
/// \file
/// Names that other programs use for the keys and words of an experiment file, and what they are called here.
/// The edit distance cannot find these: "sigma" is nearer to "sites" than to "width".

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keys.hpp"

namespace fluxwalk::input {

/// Names for a key, words with blanks between them.
struct KeyName {
  const char* section;  ///< in which they occur, "faces.*" each of the faces, "*" any
  const char* names;
  /// Keys that may be meant, dotted, or without a dot one of the same section; keys that the section does not
  /// have are skipped.
  const char* keys;
  const char* advice;  ///< a sentence, in place of the keys or after them
};

/// Names for a word that is the value of a key.
struct WordName {
  const char* word;  ///< the right one
  const char* names;
};

/// The complete lists, for a test that all their keys and words exist.
std::span<const KeyName> key_names();
std::span<const WordName> word_names();

/// What to write instead of an unknown key; empty if its name is not known.
Advice advise_on_key_name(std::string_view path);

/// The word of `words` that another one stands for; empty if there is none.
std::string meant_word(std::string_view word, const std::vector<std::string>& words);

/// What to say about a word for a feature that fluxwalk does not have, such as a triangular lattice; empty:
/// nothing.
std::string advise_on_missing_feature(std::string_view key, std::string_view word);

}  // namespace fluxwalk::input
