#include "fluxwalk/visible_text.hpp"

#include <doctest/doctest.h>

using namespace fluxwalk;

TEST_CASE("bytes that are not UTF-8 are replaced") {
  CHECK(valid_utf8("\xFF") == "\uFFFD");
  CHECK(valid_utf8("ok \xE2\x88") == "ok \uFFFD\uFFFD");
  CHECK(valid_utf8("\xC0\xAF") == "\uFFFD\uFFFD");
  CHECK(valid_utf8("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");
  CHECK(valid_utf8("\xF0\x9F\x8C\xB8") == "\xF0\x9F\x8C\xB8");
}

TEST_CASE("lists and plurals") {
  CHECK(listed({}) == "");
  CHECK(listed({"a"}) == "a");
  CHECK(listed({"a", "b", "c"}) == "a, b and c");
  CHECK(counted(1, "row", "rows") == "1 row");
  CHECK(counted(0, "row", "rows") == "0 rows");
}
