// SCRAM on both sides. The input is lines: mechanism, client-first, client-final for the server's side; server-first,
// server-final for the client's; a verifier; a password. Nobody without the password may come to an end.
#include "protocol/postgres/scram.h"

#include <array>
#include <cstdio>
#include <cstdlib>

#include "protocol/postgres/saslprep.h"
#include "protocol/postgres/scram_crypto.h"

namespace {

using namespace jaali::protocol;
using namespace jaali::protocol::postgres;

void require(bool holds, int line = __builtin_LINE()) {
  if (holds) return;
  std::fprintf(stderr, "line %d does not hold\n", line);
  std::abort();
}

constexpr std::string_view stored =
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
    "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

void serve(std::string_view mechanism, std::string_view client_first, std::string_view client_final, bool bind) {
  // Another nonce than the one that the seeds were signed for: no proof in the corpus can be right.
  ScramServer server(*ScramVerifier::parse(stored), true, bind ? "certificate" : "");
  server.set_nonce_for_test("fuzz");
  const auto first = server.first(mechanism, client_first);
  if (first) require(first->size() < 2 * max_scram_message && first->find("fuzz,s=") != first->npos);
  require(!server.final(client_final));
  require(server.take_client_key().empty());
}

void call(std::string_view server_first, std::string_view server_final, bool bind, bool offered) {
  // With a recovered key the iterations are compared and not run, so that each input is quick.
  ScramClient client(Secret(std::string(32, 'k')), *ScramVerifier::parse(stored), bind ? "certificate" : "", offered);
  client.set_nonce_for_test("rOprNGfwEbeRWgbNEkqO");
  require(client.first().ends_with("rOprNGfwEbeRWgbNEkqO"));
  const auto final = client.final(server_first);
  if (final) require(final->starts_with("c=") && final->size() < 2 * max_scram_message);
  // The server key is not in the corpus.
  require(!client.verify(server_final));
}

void prepare(std::string_view password) {
  const Secret once = saslprep(Secret(password));
  require(once.reveal().size() <= 12 * password.size());
  require(password.empty() || !once.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::array<std::string_view, 7> lines;
  for (auto& line : lines) {
    const std::size_t end = rest.find('\n');
    line = rest.substr(0, end);
    rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
  }
  const auto& [mechanism, client_first, client_final, server_first, server_final, verifier, password] = lines;
  for (const bool bind : {false, true}) {
    serve(mechanism, client_first, client_final, bind);
    for (const bool offered : {false, true}) call(server_first, server_final, bind, offered);
  }
  if (const auto parsed = ScramVerifier::parse(verifier)) {
    require(parsed->iterations > 0 && !parsed->salt.empty() && parsed->salt.size() <= 256);
    require(parsed->stored_key.reveal().size() == 32 && parsed->server_key.reveal().size() == 32);
    const std::string again = "SCRAM-SHA-256$" + std::to_string(parsed->iterations) + ":" +
                              scram::to_base64(parsed->salt) + "$" + scram::to_base64(parsed->stored_key.reveal()) +
                              ":" + scram::to_base64(parsed->server_key.reveal());
    require(again == verifier);
  }
  prepare(password);
  return 0;
}
