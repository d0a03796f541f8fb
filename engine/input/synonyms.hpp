#pragma once
/// \file
/// What people call the keys and words of an experiment file in other programs, and what is meant here. The
/// edit distance cannot know: "sigma" is nearer to "sites" than to "width".

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keys.hpp"

namespace fluxwalk::input {

/// Names for a key, words with blanks between them.
struct KeyName {
  const char* section;  ///< that they stand in, "faces.*" each of the faces, "*" any
  const char* names;
  /// Keys that may be meant, dotted, or without a dot one of the same section; those that a section has not
  /// got are passed over.
  const char* keys;
  const char* advice;  ///< a sentence, in place of the keys or after them
};

/// Names for a word that is the value of a key.
struct WordName {
  const char* word;  ///< the right one
  const char* names;
};

/// The whole lists, for the test that everything in them exists.
std::span<const KeyName> key_names();
std::span<const WordName> word_names();

/// What to write in place of an unknown key; empty if its name is not known.
Advice advise_on_key_name(std::string_view path);

/// The word of `words` that another one stands for; empty if there is none.
std::string meant_word(std::string_view word, const std::vector<std::string>& words);

/// What to say of a word for something that fluxwalk has not got, such as a triangular lattice; empty:
/// nothing.
std::string advise_on_missing_feature(std::string_view key, std::string_view word);

}  // namespace fluxwalk::input
