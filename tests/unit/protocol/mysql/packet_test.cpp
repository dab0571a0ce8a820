#include "protocol/mysql/packet.h"

#include "protocol/mysql/wire_reader.h"
#include "protocol/mysql/wire_writer.h"
#include "tests/unit/protocol/mysql/packets.h"

namespace jaali::protocol::mysql {
namespace {

using namespace test;

constexpr Framing small{8, 100};

std::string counting(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text.push_back(static_cast<char>('a' + i % 26));
  return text;
}

/// The payload of the packets in `bytes`, read frame by frame as a relay does, and the ends of packets in it.
struct Followed {
  std::string payload;
  std::vector<std::size_t> ends;
  std::size_t frames = 0;
};
Result<Followed> follow(std::string_view bytes, std::uint8_t sequence, std::size_t step) {
  PacketReader reader(small);
  reader.expect(sequence);
  Followed followed;
  std::size_t arrived = 0, at = 0;
  while (at < bytes.size()) {
    const auto frame = reader.peek(bytes_of(bytes.substr(at, arrived - at)));
    if (!frame) return frame.error();
    if (!*frame || arrived - at < (*frame)->head.size()) {
      if (arrived == bytes.size()) return WireError::truncated;
      arrived = std::min(arrived + step, bytes.size());
      continue;
    }
    EXPECT_EQ((*frame)->first(), followed.payload.size() == (followed.ends.empty() ? 0 : followed.ends.back()));
    reader.accept(**frame);
    EXPECT_EQ(reader.inside_packet(), !(*frame)->last);
    followed.payload += bytes.substr(at + head_size, (*frame)->head.payload_size);
    at += (*frame)->head.size();
    ++followed.frames;
    if ((*frame)->last) followed.ends.push_back(followed.payload.size());
  }
  if (reader.inside_packet()) return WireError::truncated;
  return followed;
}

TEST(Packet, Head) {
  EXPECT_FALSE(peek_head({}));
  EXPECT_FALSE(peek_head(bytes_of("\1\2\3"sv)));
  const auto head = peek_head(bytes_of("\1\2\3\xff rest"sv));
  ASSERT_TRUE(head);
  EXPECT_EQ(head->payload_size, 0x030201U);
  EXPECT_EQ(head->sequence, 255);
  EXPECT_EQ(head->size(), 0x030205U);
}

TEST(Packet, IsCutIntoFramesAndPutTogether) {
  for (std::size_t size = 0; size <= 60; ++size) {
    std::string out = "before";
    std::uint8_t sequence = 253;  // wraps
    append_packet(out, sequence, bytes_of(counting(size)), small);
    append_packet(out, sequence, bytes_of("next"sv), small);
    const std::string bytes = out.substr(6);
    const std::size_t frames = size / 8 + 1;
    EXPECT_EQ(sequence, static_cast<std::uint8_t>(253 + frames + 1));
    EXPECT_EQ(bytes.size(), size + frames * head_size + 8);
    for (const std::size_t step : {std::size_t{1}, std::size_t{3}, bytes.size()}) {
      const auto followed = follow(bytes, 253, step);
      ASSERT_TRUE(followed.has_value()) << size;
      EXPECT_EQ(followed->payload, counting(size) + "next");
      EXPECT_EQ(followed->frames, frames + 1);
      EXPECT_EQ(followed->ends, (std::vector<std::size_t>{size, size + 4}));
    }
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
      if (cut == bytes.size() - 8) continue;  // between the packets
      EXPECT_FALSE(follow(bytes.substr(0, cut), 253, 1).has_value()) << cut;
    }
  }
}

TEST(Packet, OfExactlyOneFrameIsFollowedByAnEmptyOne) {
  std::string out;
  std::uint8_t sequence = 0;
  append_packet(out, sequence, bytes_of(std::string(0xffffff, 'x')));
  ASSERT_EQ(out.size(), 0xffffffU + 8);
  EXPECT_EQ(out.substr(0, 5), "\xff\xff\xff\0x"s);
  EXPECT_EQ(out.substr(out.size() - 5), "x\0\0\0\1"s);
  EXPECT_EQ(sequence, 2);
}

TEST(Packet, SequenceIdsComeInOrder) {
  std::string out;
  std::uint8_t sequence = 0;
  append_packet(out, sequence, bytes_of(counting(20)), small);
  EXPECT_TRUE(follow(out, 0, 1).has_value());
  for (const std::uint8_t wrong : {std::uint8_t{1}, std::uint8_t{2}, std::uint8_t{255}}) {
    ASSERT_FALSE(follow(out, wrong, 1).has_value());
    EXPECT_EQ(follow(out, wrong, 1).error(), WireError::bad_value);
  }
  for (const std::size_t at : {3U, 15U, 27U}) {
    std::string bad = out;
    bad[at] = static_cast<char>(bad[at] + 1);
    ASSERT_FALSE(follow(bad, 0, 1).has_value()) << at;
    EXPECT_FALSE(peek_packet(bytes_of(bad), 0, small).has_value()) << at;
  }
}

TEST(Packet, HasACap) {
  const std::string whole = packet(0, counting(8)) + packet(1, counting(8)) + packet(2, counting(4));
  EXPECT_TRUE(peek_packet(bytes_of(whole), 0, {8, 20}).has_value());
  const auto above = peek_packet(bytes_of(whole), 0, {8, 19});
  ASSERT_FALSE(above.has_value());
  EXPECT_EQ(above.error(), WireError::overlong);
  PacketReader reader(small);
  ASSERT_FALSE(reader.peek(bytes_of(packet(0, counting(9)))).has_value());
  // Judged by its head: nobody waits for the payload.
  const auto head_alone = PacketReader(Framing{0xffffff, 1000}).peek(bytes_of("\xff\xff\xff\0"sv));
  ASSERT_FALSE(head_alone.has_value());
  EXPECT_EQ(head_alone.error(), WireError::overlong);
}

TEST(Packet, WholePacketIsMeasured) {
  for (std::size_t size = 0; size <= 40; ++size) {
    std::string bytes;
    std::uint8_t sequence = 5;
    append_packet(bytes, sequence, bytes_of(counting(size)), small);
    const std::size_t whole = bytes.size();
    for (std::size_t cut = 0; cut < whole; ++cut) {
      const std::string front = bytes.substr(0, cut);
      const auto extent = peek_packet(bytes_of(front), 5, small);
      ASSERT_TRUE(extent.has_value());
      EXPECT_FALSE(extent->has_value()) << size << " cut at " << cut;
    }
    bytes += "trailing bytes";
    const auto extent = peek_packet(bytes_of(bytes), 5, small);
    ASSERT_TRUE(extent.has_value() && extent->has_value());
    EXPECT_EQ((*extent)->size, whole);
    EXPECT_EQ((*extent)->payload_size, size);
    EXPECT_EQ((*extent)->next_sequence, sequence);
    std::string storage = "old";
    const ByteView payload = payload_of(bytes_of(bytes).first(whole), storage, small);
    EXPECT_EQ(text_of(payload), counting(size));
    if (size < 8) {
      EXPECT_EQ(payload.data(), bytes_of(bytes).data() + head_size);  // one frame is not copied
    } else {
      EXPECT_EQ(payload.data(), bytes_of(storage).data());
    }
  }
}

TEST(WireWriter, TakesBackWhatIsNotFinished) {
  std::string out = "before";
  std::uint8_t sequence = 3;
  {
    WireWriter writer(out, sequence);
    writer.u32(1).text("half");
  }
  EXPECT_EQ(out, "before");
  EXPECT_EQ(sequence, 3);
}

TEST(WireWriter, Fields) {
  std::string out;
  std::uint8_t sequence = 0;
  WireWriter writer(out, sequence);
  writer.u8(1).u16(0x0302).u24(0x060504).u32(0x0a090807).u64(0x1211100f0e0d0c0bULL).cstring("a\0b"sv).zeros(2);
  writer.lenenc_string("xy").lenenc_value(std::nullopt).lenenc_value(bytes_of("z"sv)).finish();
  EXPECT_EQ(out, packet(0, hex("01 0203 040506 0708090a 0b0c0d0e0f101112 6100 0000 027879 fb 017a")));
}

TEST(WireReader, LengthEncodedIntegers) {
  const std::pair<std::uint64_t, std::string> cases[] = {{0, hex("00")},
                                                         {250, hex("fa")},
                                                         {251, hex("fc fb00")},
                                                         {0xffff, hex("fc ffff")},
                                                         {0x10000, hex("fd 000001")},
                                                         {0xffffff, hex("fd ffffff")},
                                                         {0x1000000, hex("fe 0000000100000000")},
                                                         {~0ULL, hex("fe ffffffffffffffff")}};
  for (const auto& [value, bytes] : cases) {
    std::string out;
    append_lenenc(out, value);
    EXPECT_EQ(out, bytes);
    const auto decode = [](ByteView view) {
      WireReader reader(view);
      return reader.finish(reader.lenenc());
    };
    expect_exact(decode, bytes);
    EXPECT_EQ(*decode(bytes_of(bytes)), value);
  }
  for (const auto& longer : {hex("fc 0500"), hex("fd 050000"), hex("fe 0500000000000000")}) {
    WireReader reader(bytes_of(longer));
    EXPECT_EQ(reader.lenenc(), 5U);
    EXPECT_FALSE(reader.failed());
  }
  for (const auto& none : {hex("fb"), hex("ff"), hex("ff 0102030405060708")}) {
    WireReader reader(bytes_of(none));
    EXPECT_EQ(reader.lenenc(), 0U);
    EXPECT_EQ(reader.error(), WireError::bad_length);
  }
}

TEST(WireReader, LengthsThatNothingCanHold) {
  for (const auto& bytes : {hex("fe ffffffffffffffff 41"), hex("fe f8ffffffffffffff 41"), hex("fe 0000000000000080 41"),
                            hex("fe 0100000001000000 41"), hex("fd ffffff 41"), hex("fc 0200 41"), hex("02 41")}) {
    WireReader reader(bytes_of(bytes));
    EXPECT_TRUE(reader.lenenc_bytes().empty());
    EXPECT_EQ(reader.error(), WireError::truncated);
    EXPECT_TRUE(reader.rest().empty());  // the failure sticks
  }
}

TEST(WireReader, NullIsAValueOnlyWhereItMayBe) {
  const std::string bytes = hex("fb 0141");
  WireReader values(bytes_of(bytes));
  EXPECT_FALSE(values.lenenc_value().has_value());
  EXPECT_EQ(text_of(*values.lenenc_value()), "A");
  EXPECT_EQ(values.remaining(), 0U);
  WireReader strings(bytes_of(bytes));
  (void)strings.lenenc_string();
  EXPECT_EQ(strings.error(), WireError::bad_length);
}

}  // namespace
}  // namespace jaali::protocol::mysql
