#include "audit/line.h"

#include <gtest/gtest.h>

#include "audit/chain.h"

namespace jaali::audit {
namespace {

std::string line_of(std::string_view members, std::optional<std::uint64_t> segment = std::nullopt) {
  LineBuilder builder("jaali-1", 6, no_digest);
  std::string out;
  EXPECT_TRUE(builder.append(out, members, segment));
  EXPECT_EQ(out.back(), '\n');
  out.pop_back();
  return out;
}

TEST(Line, FormIsFixed) {
  const std::string zeros(64, '0');
  const std::string line = line_of(R"("kind":"start")", 2);
  const std::string head =
      R"({"v":1,"seq":7,"prev":")" + zeros + R"(","instance":"jaali-1","segment":2,"kind":"start")";
  ASSERT_EQ(line.substr(0, head.size()), head);
  HexDigest digest{};
  ASSERT_TRUE(Sha256().hash(head, digest));
  EXPECT_EQ(line.substr(head.size()), R"(,"hash":")" + std::string(text_of(digest)) + R"("})");
  // sha256sum of the empty string: the digits are a SHA-256 in lower-case hex.
  ASSERT_TRUE(Sha256().hash("", digest));
  EXPECT_EQ(text_of(digest), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Line, ParsesWhatItBuilds) {
  const std::string line = line_of(R"("kind":"start","hash":"inner")");
  const auto view = parse_line(line);
  ASSERT_TRUE(view) << view.error();
  EXPECT_EQ(view->sequence, 7U);
  EXPECT_EQ(view->instance, "jaali-1");
  EXPECT_FALSE(view->segment);
  EXPECT_EQ(view->members, R"("kind":"start","hash":"inner")");
  EXPECT_TRUE(parse_line(line_of("")));
  EXPECT_EQ(parse_line(line_of("", 3))->segment, 3U);
}

TEST(Line, RawLineBreaksNeverSplitARecord) {
  const std::string line = line_of("\"a\":1,\n\"b\":2\n");
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(check_json(line), std::nullopt);
}

TEST(Line, RefusesOtherSpellings) {
  const std::string good = line_of(R"("a":1)", 1);
  ASSERT_TRUE(parse_line(good));
  const auto refused = [&](std::string_view from, std::string_view to) {
    std::string bad = good;
    const auto at = bad.find(from);
    EXPECT_NE(at, std::string::npos);
    bad.replace(at, from.size(), to);
    return !parse_line(bad);
  };
  EXPECT_TRUE(refused(R"("seq":7)", R"("seq":07)"));
  EXPECT_TRUE(refused(R"("seq":7)", R"("seq":+7)"));
  EXPECT_TRUE(refused(R"("seq":7)", R"("seq": 7)"));
  EXPECT_TRUE(refused(R"("seq":7)", R"("seq":18446744073709551616)"));
  EXPECT_TRUE(refused(R"("v":1)", R"("v":2)"));
  EXPECT_TRUE(refused(R"("prev":"0)", R"("prev":"A)"));
  EXPECT_TRUE(refused(R"("jaali-1")", R"("jaali/1")"));
  EXPECT_TRUE(refused(R"("segment":1)", R"("segment":"1")"));
  EXPECT_TRUE(refused(R"(,"hash":)", R"(,"Hash":)"));
  EXPECT_NE(parse_line(R"({"v":9,"x":)" + good.substr(good.size() - 75)).error().find("schema version 9"),
            std::string::npos);
  for (std::size_t length = 0; length < good.size(); ++length)
    ASSERT_FALSE(parse_line(good.substr(0, length))) << length;
  EXPECT_FALSE(parse_line(good + " "));
}

TEST(Line, InstanceNames) {
  EXPECT_TRUE(is_instance_name("jaali-1.example_org"));
  EXPECT_TRUE(is_instance_name(std::string(64, 'x')));
  for (const char* bad : {"", ".", ".hidden", "a/b", "a b", "a\"b", "جالی"}) EXPECT_FALSE(is_instance_name(bad)) << bad;
  EXPECT_FALSE(is_instance_name(std::string(65, 'x')));
}

TEST(Json, FindsWhatAReaderCouldReadOtherwise) {
  EXPECT_EQ(check_json(R"({"v":1,"a":{"v":2,"v":3},"b":[{"seq":1}]})"), std::nullopt);
  EXPECT_NE(check_json(R"({"seq":1,"seq":2})"), std::nullopt);
  EXPECT_NE(check_json(R"({"seq":1,"\u0073eq":2})"), std::nullopt);
  EXPECT_NE(check_json(R"({"v":1)"), std::nullopt);
  EXPECT_NE(check_json(R"({"v":1}})"), std::nullopt);
  EXPECT_NE(check_json(R"([1])"), std::nullopt);
  EXPECT_NE(check_json(R"({"v":1,})"), std::nullopt);
  EXPECT_NE(check_json("{\"v\":\"\xff\"}"), std::nullopt);
}

}  // namespace
}  // namespace jaali::audit
