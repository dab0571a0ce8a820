#include "protocol/postgres/scram.h"

#include "protocol/postgres/scram_crypto.h"
#include "tests/unit/protocol/postgres/messages.h"

namespace jaali::protocol::postgres {
namespace {

using namespace test;

// RFC 7677 §3.
constexpr auto rfc_client_nonce = "rOprNGfwEbeRWgbNEkqO"sv;
constexpr auto rfc_server_nonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"sv;
constexpr auto rfc_client_first = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"sv;
constexpr auto rfc_server_first =
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"sv;
constexpr auto rfc_client_final =
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="sv;
constexpr auto rfc_server_final = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="sv;

/// The verifier that PostgreSQL would store for `password`.
ScramVerifier verifier_of(std::string_view password, std::string_view salt, int iterations) {
  scram::Digest salted, client_key, stored_key, server_key;
  scram::salted_password(salted, password, salt, iterations);
  scram::hmac_sha256(client_key, salted.view(), "Client Key");
  scram::sha256(stored_key, client_key.view());
  scram::hmac_sha256(server_key, salted.view(), "Server Key");
  return ScramVerifier{iterations, std::string(salt), Secret(stored_key.view()), Secret(server_key.view())};
}

ScramVerifier rfc_verifier() { return verifier_of("pencil", *scram::from_base64("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096); }

ScramServer rfc_server(std::string binding = {}, bool known = true) {
  ScramServer server(rfc_verifier(), known, std::move(binding));
  server.set_nonce_for_test(std::string(rfc_server_nonce));
  return server;
}

ScramClient rfc_client() {
  ScramClient client(Secret("pencil"), "", false);
  client.set_nonce_for_test(std::string(rfc_client_nonce), "user");
  return client;
}

template <class T>
void expect_error(const ScramResult<T>& result, ScramError error, std::string_view what = {}) {
  ASSERT_FALSE(result.has_value()) << what;
  EXPECT_EQ(result.error(), error) << what << ": " << to_string(result.error());
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out(text);
  const auto at = out.find(from);
  EXPECT_NE(at, out.npos) << from;
  return out.replace(at, from.size(), to);
}

// The server's side.

TEST(ScramServer, Rfc7677) {
  auto server = rfc_server();
  EXPECT_EQ(server.first(scram_sha_256, rfc_client_first).value(), rfc_server_first);
  EXPECT_EQ(server.final(rfc_client_final).value(), rfc_server_final);
}

TEST(ScramServer, RecoversClientKey) {
  auto server = rfc_server();
  ASSERT_TRUE(server.first(scram_sha_256, rfc_client_first).has_value());
  ASSERT_TRUE(server.final(rfc_client_final).has_value());
  const Secret key = server.take_client_key();
  scram::Digest stored_key;
  scram::sha256(stored_key, key.reveal());
  EXPECT_TRUE(rfc_verifier().stored_key.equals(stored_key.view()));
  EXPECT_TRUE(server.take_client_key().empty());
}

TEST(ScramServer, RefusesWrongFirstMessages) {
  struct Case {
    std::string_view message;
    ScramError error;
  };
  const std::string nul = "n,,n=\0,r=abc"s;
  const std::string binary_nonce =
      "n,,n=,r=a\x80"
      "c";
  const std::string overlong = "n,,n=,r=" + std::string(max_scram_message, 'x');
  const Case cases[] = {
      {"", ScramError::malformed},
      {"n", ScramError::malformed},
      {"n,", ScramError::malformed},
      {"n,,", ScramError::malformed},
      {",,n=,r=abc", ScramError::malformed},
      {"N,,n=,r=abc", ScramError::malformed},
      {"nn,,n=,r=abc", ScramError::malformed},
      {"n,a=admin,n=,r=abc", ScramError::authzid_given},
      {"n,a=,n=,r=abc", ScramError::authzid_given},
      {"n,x,n=,r=abc", ScramError::malformed},
      {"n,,m=x,n=,r=abc", ScramError::mandatory_extension},
      {"n,,n=", ScramError::malformed},
      {"n,,n=,r=", ScramError::malformed},
      {"n,,r=abc", ScramError::malformed},
      {"n,,r=abc,n=", ScramError::malformed},
      {"n,,x=,r=abc", ScramError::malformed},
      {"n,,n,r=abc", ScramError::malformed},
      {"n,,n=,r=a c", ScramError::malformed},
      {binary_nonce, ScramError::malformed},
      {"n,,n=,r=abc,", ScramError::malformed},
      {"n,,n=,r=abc,r=abc", ScramError::malformed},
      {"n,,n=,r=abc,m=x", ScramError::malformed},
      {"n,,n=,r=abc,1=x", ScramError::malformed},
      {nul, ScramError::malformed},
      {overlong, ScramError::malformed},
      {"p=tls-server-end-point,,n=,r=abc", ScramError::channel_binding_mismatch},
  };
  for (const auto& [message, error] : cases) {
    auto server = rfc_server();
    expect_error(server.first(scram_sha_256, message), error, message);
    expect_error(server.final(rfc_client_final), ScramError::malformed, "nothing goes on after an error");
    EXPECT_TRUE(server.take_client_key().empty());
  }
}

TEST(ScramServer, TakesAnyNameAndOptionalExtensions) {
  for (const auto message :
       {"n,,n=,r=abc"sv, "n,,n=*,r=abc"sv, "n,,n=a=2Cb,r=abc"sv, "n,,n=\xff,r=abc,x=y,z="sv, "y,,n=,r=abc"sv}) {
    auto server = rfc_server();
    EXPECT_TRUE(server.first(scram_sha_256, message).has_value()) << message;
  }
}

TEST(ScramServer, RefusesMechanismsThatWereNotOffered) {
  for (const auto mechanism : {""sv, "scram-sha-256"sv, "SCRAM-SHA-1"sv, "SCRAM-SHA-256\0"sv, scram_sha_256_plus}) {
    auto server = rfc_server();
    expect_error(server.first(mechanism, rfc_client_first), ScramError::unsupported_mechanism, mechanism);
  }
}

TEST(ScramServer, ChecksTheChannelBindingFlag) {
  struct Case {
    std::string_view mechanism, flag;
    std::optional<ScramError> error;
  };
  const Case cases[] = {
      {scram_sha_256, "n", std::nullopt},
      {scram_sha_256, "y", ScramError::downgrade},
      {scram_sha_256, "p=tls-server-end-point", ScramError::channel_binding_mismatch},
      {scram_sha_256_plus, "p=tls-server-end-point", std::nullopt},
      {scram_sha_256_plus, "n", ScramError::channel_binding_mismatch},
      {scram_sha_256_plus, "y", ScramError::channel_binding_mismatch},
      {scram_sha_256_plus, "p=tls-unique", ScramError::channel_binding_mismatch},
      {scram_sha_256_plus, "p=tls-server-end-point2", ScramError::channel_binding_mismatch},
      {scram_sha_256_plus, "p=", ScramError::channel_binding_mismatch},
  };
  for (const auto& [mechanism, flag, error] : cases) {
    auto server = rfc_server("certificate hash");
    const auto first = server.first(mechanism, std::string(flag) + ",,n=,r=abc");
    if (error) {
      expect_error(first, *error, flag);
    } else {
      EXPECT_TRUE(first.has_value()) << flag;
    }
  }
}

TEST(ScramServer, RefusesWrongFinalMessages) {
  const auto nonce = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"s;
  struct Case {
    std::string message;
    ScramError error;
  };
  const Case cases[] = {
      {"", ScramError::malformed},
      {"c=biws", ScramError::malformed},
      {"c=biws," + nonce, ScramError::malformed},
      {replaced(rfc_client_final, "c=biws,", ""), ScramError::malformed},
      {replaced(rfc_client_final, nonce + ",", ""), ScramError::malformed},
      {replaced(rfc_client_final, "c=biws", "c=eSws"), ScramError::channel_binding_mismatch},
      {replaced(rfc_client_final, "c=biws", "c="), ScramError::channel_binding_mismatch},
      {replaced(rfc_client_final, "c=biws", "c=biwsAAAA"), ScramError::channel_binding_mismatch},
      {replaced(rfc_client_final, "c=biws", "c=cD10bHMtc2VydmVyLWVuZC1wb2ludCws"),
       ScramError::channel_binding_mismatch},
      {replaced(rfc_client_final, "$k0,", "$k1,"), ScramError::nonce_mismatch},
      {replaced(rfc_client_final, "$k0,", "$k,"), ScramError::nonce_mismatch},
      {replaced(rfc_client_final, "$k0,", "$k0x,"), ScramError::nonce_mismatch},
      {replaced(rfc_client_final, nonce, "r=rOprNGfwEbeRWgbNEkqO"), ScramError::nonce_mismatch},
      {replaced(rfc_client_final, ",p=", ",m=x,p="), ScramError::mandatory_extension},
      {replaced(rfc_client_final, ",p=", ",v=x,p="), ScramError::malformed},
      {replaced(rfc_client_final, ",p=", ",x=y,p="), ScramError::proof_mismatch},  // well-formed, but signed otherwise
      {replaced(rfc_client_final, "p=dHzb", "p=dHzc"), ScramError::proof_mismatch},
      {replaced(rfc_client_final, "dVQ=", "dVR="), ScramError::malformed},  // bits behind the last byte
      {replaced(rfc_client_final, "p=dHzb", "p=dH b"), ScramError::malformed},
      {replaced(rfc_client_final, "p=dHzb", "p="), ScramError::malformed},
      {replaced(rfc_client_final, "ndVQ=", "ndVQ=AAAA"), ScramError::malformed},
      {std::string(rfc_client_final) + ",x=y", ScramError::malformed},
      {std::string(rfc_client_final) + ",", ScramError::malformed},
      {std::string(rfc_client_final) + '\0', ScramError::malformed},
      {std::string(max_scram_message, 'x'), ScramError::malformed},
      {"c=" + std::string(max_scram_message, 'x'), ScramError::malformed},
  };
  for (const auto& [message, error] : cases) {
    auto server = rfc_server();
    ASSERT_TRUE(server.first(scram_sha_256, rfc_client_first).has_value());
    expect_error(server.final(message), error, message);
    expect_error(server.final(rfc_client_final), ScramError::malformed, "one attempt for each exchange");
    EXPECT_TRUE(server.take_client_key().empty());
  }
}

TEST(ScramServer, RefusesEveryChangedByteOfTheFinalMessage) {
  for (std::size_t i = 0; i < rfc_client_final.size(); ++i) {
    auto server = rfc_server();
    ASSERT_TRUE(server.first(scram_sha_256, rfc_client_first).has_value());
    std::string message(rfc_client_final);
    message[i] = message[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(server.final(message).has_value()) << i;
  }
  for (std::size_t size = 0; size < rfc_client_final.size(); ++size) {
    auto server = rfc_server();
    ASSERT_TRUE(server.first(scram_sha_256, rfc_client_first).has_value());
    EXPECT_FALSE(server.final(rfc_client_final.substr(0, size)).has_value()) << size;
  }
}

TEST(ScramServer, AnUnknownUserFailsAtTheEndOnly) {
  auto server = rfc_server({}, false);
  ASSERT_TRUE(server.first(scram_sha_256, rfc_client_first).has_value());
  expect_error(server.final(rfc_client_final), ScramError::proof_mismatch);  // although the proof is right
  EXPECT_TRUE(server.take_client_key().empty());
}

TEST(ScramServer, MessagesOutOfOrderAreRefused) {
  auto server = rfc_server();
  expect_error(server.final(rfc_client_final), ScramError::malformed);
  server = rfc_server();
  ASSERT_TRUE(server.first(scram_sha_256, rfc_client_first).has_value());
  expect_error(server.first(scram_sha_256, rfc_client_first), ScramError::malformed);
  expect_error(server.final(rfc_client_final), ScramError::malformed);
}

TEST(ScramServer, NoncesAreFresh) {
  ScramServer one(rfc_verifier(), true, {});
  ScramServer two(rfc_verifier(), true, {});
  const auto first = one.first(scram_sha_256, rfc_client_first).value();
  EXPECT_NE(first, two.first(scram_sha_256, rfc_client_first).value());
  EXPECT_GE(first.find(",s="), "r="sv.size() + rfc_client_nonce.size() + 24);
}

// The client's side.

TEST(ScramClient, Rfc7677) {
  auto client = rfc_client();
  EXPECT_EQ(client.mechanism(), scram_sha_256);
  EXPECT_EQ(client.first(), rfc_client_first);
  EXPECT_EQ(client.final(rfc_server_first).value(), rfc_client_final);
  EXPECT_TRUE(client.verify(rfc_server_final).has_value());
}

TEST(ScramClient, SendsNoUserName) {
  ScramClient client(Secret("pencil"), "", false);
  EXPECT_TRUE(client.first().starts_with("n,,n=,r="));
}

TEST(ScramClient, RefusesWrongServerFirstMessages) {
  struct Case {
    std::string message;
    ScramError error;
  };
  const Case cases[] = {
      {"", ScramError::malformed},
      {replaced(rfc_server_first, "r=rOpr", "r=xOpr"), ScramError::nonce_mismatch},
      {replaced(rfc_server_first, rfc_server_nonce, ""), ScramError::nonce_mismatch},
      {replaced(rfc_server_first, "NEkqO%", "NEkqO "), ScramError::malformed},
      {replaced(rfc_server_first, "r=rOpr", "m=x,r=rOpr"), ScramError::mandatory_extension},
      {replaced(rfc_server_first, "W22ZaJ0SNY7soEsUEjb6gQ==", ""), ScramError::malformed},
      {replaced(rfc_server_first, "W22ZaJ0SNY7soEsUEjb6gQ==", "W22ZaJ0SNY7soEsUEjb6gQ="), ScramError::malformed},
      {replaced(rfc_server_first, "W22ZaJ0SNY7soEsUEjb6gQ==", "===="), ScramError::malformed},
      {replaced(rfc_server_first, "i=4096", "i="), ScramError::iteration_count},
      {replaced(rfc_server_first, "i=4096", "i=0"), ScramError::iteration_count},
      {replaced(rfc_server_first, "i=4096", "i=-4096"), ScramError::iteration_count},
      {replaced(rfc_server_first, "i=4096", "i=+4096"), ScramError::iteration_count},
      {replaced(rfc_server_first, "i=4096", "i=04096"), ScramError::iteration_count},
      {replaced(rfc_server_first, "i=4096", "i=4096x"), ScramError::iteration_count},
      {replaced(rfc_server_first, "i=4096", "i=10000001"), ScramError::iteration_count},
      {replaced(rfc_server_first, "i=4096", "i=99999999999999999999"), ScramError::iteration_count},
      {replaced(rfc_server_first, ",i=4096", ""), ScramError::malformed},
      {std::string(rfc_server_first) + ",m=x", ScramError::malformed},
      {std::string(rfc_server_first) + ",", ScramError::malformed},
      {std::string(rfc_server_first) + ",x=" + std::string(max_scram_message, 'x'), ScramError::malformed},
      {"e=other-error", ScramError::malformed},
  };
  for (const auto& [message, error] : cases) {
    auto client = rfc_client();
    (void)client.first();
    expect_error(client.final(message), error, message);
    expect_error(client.verify(rfc_server_final), ScramError::malformed, "nothing goes on after an error");
  }
}

TEST(ScramClient, RefusesWrongServerSignatures) {
  struct Case {
    std::string message;
    ScramError error;
  };
  const Case cases[] = {
      {"", ScramError::malformed},
      {"v=", ScramError::server_signature_mismatch},
      {"v=6rri", ScramError::server_signature_mismatch},
      {replaced(rfc_server_final, "v=6", "v=7"), ScramError::server_signature_mismatch},
      {replaced(rfc_server_final, "5G4=", "5G4"), ScramError::server_signature_mismatch},
      {"v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", ScramError::server_signature_mismatch},
      {"e=invalid-proof", ScramError::proof_mismatch},
      {replaced(rfc_server_final, "v=", "x="), ScramError::malformed},
      {std::string(rfc_server_final) + ",", ScramError::malformed},
      {std::string(rfc_server_final) + ",v=x", ScramError::malformed},
  };
  for (const auto& [message, error] : cases) {
    auto client = rfc_client();
    (void)client.first();
    ASSERT_TRUE(client.final(rfc_server_first).has_value());
    expect_error(client.verify(message), error, message);
    expect_error(client.verify(rfc_server_final), ScramError::malformed, "one answer for each exchange");
  }
}

TEST(ScramClient, MessagesOutOfOrderAreRefused) {
  auto client = rfc_client();
  expect_error(client.final(rfc_server_first), ScramError::malformed);
  expect_error(client.verify(rfc_server_final), ScramError::malformed);
}

TEST(ScramClient, ARecoveredKeyNeedsItsOwnVerifier) {
  const auto client_of = [](ScramVerifier verifier, std::string_view key) {
    ScramClient client(Secret(key), std::move(verifier), "", false);
    client.set_nonce_for_test(std::string(rfc_client_nonce));
    (void)client.first();
    return client;
  };
  const std::string key(32, 'k');
  auto right = client_of(rfc_verifier(), key);
  EXPECT_TRUE(right.final(rfc_server_first).has_value());
  auto other_salt = client_of(rfc_verifier(), key);
  expect_error(other_salt.final(replaced(rfc_server_first, "s=W", "s=X")), ScramError::verifier_mismatch);
  auto other_count = client_of(rfc_verifier(), key);
  expect_error(other_count.final(replaced(rfc_server_first, "4096", "4097")), ScramError::verifier_mismatch);
  auto no_key = client_of(rfc_verifier(), "");
  expect_error(no_key.final(rfc_server_first), ScramError::malformed);
}

// Both sides.

/// Runs client against server. The error of whoever refused first, or nothing.
std::optional<ScramError> run(ScramClient& client, ScramServer& server) {
  const auto server_first = server.first(client.mechanism(), client.first());
  if (!server_first) return server_first.error();
  const auto client_final = client.final(*server_first);
  if (!client_final) return client_final.error();
  const auto server_final = server.final(*client_final);
  if (!server_final) return server_final.error();
  const auto verified = client.verify(*server_final);
  return verified ? std::nullopt : std::optional(verified.error());
}

TEST(Scram, BindsToTheChannel) {
  struct Case {
    std::string_view client_binding;
    bool offered;
    std::string_view server_binding;
    std::optional<ScramError> error;
  };
  const Case cases[] = {
      {"hash", true, "hash", std::nullopt},
      {"other", true, "hash", ScramError::channel_binding_mismatch},  // somebody in the middle of TLS
      {"hash", false, "hash", ScramError::downgrade},                 // the offer was stripped on the way
      {"hash", false, "", std::nullopt},                              // "y", and the server indeed has none
      {"", true, "hash", std::nullopt},                               // a client that cannot bind
      {"", false, "", std::nullopt},
  };
  for (const auto& [client_binding, offered, server_binding, error] : cases) {
    ScramClient client(Secret("pencil"), std::string(client_binding), offered);
    ScramServer server(rfc_verifier(), true, std::string(server_binding));
    EXPECT_EQ(client.mechanism() == scram_sha_256_plus, offered && !client_binding.empty());
    EXPECT_EQ(run(client, server), error) << client_binding << offered << server_binding;
  }
}

TEST(Scram, TheRecoveredKeyLogsInUpstream) {
  ScramClient application(Secret("pencil"), "", false);
  ScramServer proxy(rfc_verifier(), true, {});
  ASSERT_EQ(run(application, proxy), std::nullopt);

  ScramClient login(proxy.take_client_key(), rfc_verifier(), "upstream certificate", true);
  ScramServer upstream(rfc_verifier(), true, "upstream certificate");
  EXPECT_EQ(run(login, upstream), std::nullopt);
}

TEST(Scram, AWrongPasswordFails) {
  for (const auto password : {""sv, "Pencil"sv, "pencil "sv}) {
    ScramClient client{Secret(password), "", false};
    ScramServer server(rfc_verifier(), true, {});
    EXPECT_EQ(run(client, server), ScramError::proof_mismatch);
  }
}

TEST(Scram, AServerWithoutTheServerKeyIsFoundOut) {
  auto verifier = rfc_verifier();
  verifier.server_key = Secret(std::string(32, 'x'));
  ScramClient client(Secret("pencil"), "", false);
  ScramServer server(std::move(verifier), true, {});
  EXPECT_EQ(run(client, server), ScramError::server_signature_mismatch);
}

TEST(Scram, AMockVerifierTakesNoPassword) {
  const Secret seed("seed");
  ScramClient client(Secret("pencil"), "", false);
  ScramServer server(ScramVerifier::mock(seed, "nobody"), true, {});
  EXPECT_EQ(run(client, server), ScramError::proof_mismatch);
}

// Verifiers.

TEST(ScramVerifier, ParsesWhatPostgresStores) {
  // SELECT rolpassword FROM pg_authid, password "pencil", made by PostgreSQL's own format.
  const auto text =
      "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
      "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="sv;
  const auto verifier = ScramVerifier::parse(text);
  ASSERT_TRUE(verifier.has_value());
  const auto expected = rfc_verifier();
  EXPECT_EQ(verifier->iterations, 4096);
  EXPECT_EQ(verifier->salt, expected.salt);
  EXPECT_EQ(verifier->stored_key.reveal(), expected.stored_key.reveal());
  EXPECT_EQ(verifier->server_key.reveal(), expected.server_key.reveal());
  const auto clone = verifier->clone();
  EXPECT_EQ(clone.salt, expected.salt);
  EXPECT_TRUE(clone.stored_key.equals(expected.stored_key.reveal()));
  EXPECT_TRUE(clone.server_key.equals(expected.server_key.reveal()));

  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(ScramVerifier::parse(text.substr(0, size)).has_value()) << size;
  }
  for (std::size_t at = text.find_first_of("$:"); at != text.npos; at = text.find_first_of("$:", at + 1)) {
    EXPECT_FALSE(ScramVerifier::parse(std::string(text).erase(at, 1)).has_value()) << at;
  }
  EXPECT_FALSE(ScramVerifier::parse(std::string(text) + "=").has_value());
  EXPECT_FALSE(ScramVerifier::parse(replaced(text, "SHA-256", "SHA-512")).has_value());
  EXPECT_FALSE(ScramVerifier::parse(replaced(text, "4096", "0")).has_value());
  EXPECT_FALSE(ScramVerifier::parse(replaced(text, "4096", "-1")).has_value());
  EXPECT_FALSE(ScramVerifier::parse(replaced(text, "4096", "2147483648")).has_value());
  EXPECT_FALSE(ScramVerifier::parse(replaced(text, "W22ZaJ0SNY7soEsUEjb6gQ==", "")).has_value());
  EXPECT_FALSE(ScramVerifier::parse(replaced(text, "W22ZaJ0SNY7soEsUEjb6gQ==", std::string(400, 'A'))).has_value());
  EXPECT_FALSE(ScramVerifier::parse(replaced(text, "WG5d", "WG 5")).has_value());
  EXPECT_FALSE(ScramVerifier::parse("md5bf9c4b7a0c0e7d1b5f0e4b5ad3e4f9c6").has_value());
  EXPECT_FALSE(ScramVerifier::parse("").has_value());
}

TEST(ScramVerifier, AMockIsStableForEachNameAndSeed) {
  const Secret seed("seed");
  const auto one = ScramVerifier::mock(seed, "nobody");
  const auto again = ScramVerifier::mock(seed, "nobody");
  const auto other = ScramVerifier::mock(seed, "somebody");
  const auto elsewhere = ScramVerifier::mock(Secret("other seed"), "nobody");
  EXPECT_EQ(one.salt, again.salt);
  EXPECT_EQ(one.salt.size(), 16U);
  EXPECT_EQ(one.iterations, 4096);
  EXPECT_NE(one.salt, other.salt);
  EXPECT_NE(one.salt, elsewhere.salt);
  EXPECT_FALSE(one.stored_key.equals(one.server_key.reveal()));
}

TEST(ScramBase64, IsStrict) {
  for (std::size_t size = 0; size < 70; ++size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(i * 37 + size));
    EXPECT_EQ(scram::from_base64(scram::to_base64(bytes)), bytes);
  }
  EXPECT_EQ(scram::to_base64("\xfb\xff"), "+/8=");
  for (const auto text : {"A"sv, "AA"sv, "AAA"sv, "AA=A"sv, "A==="sv, "===="sv, "AAAA===="sv, "AA\n=="sv, "AB=="sv,
                          "AAB="sv, "AAAA "sv, "-_-_"sv}) {
    EXPECT_EQ(scram::from_base64(text), std::nullopt) << text;
  }
}

TEST(Md5Response, AsPostgresComputesIt) {
  // 'md5' || md5(md5('secret' || 'ayesha') || 'salt').
  EXPECT_EQ(md5_response("ayesha", Secret("secret"), "salt"), "md527892ff138f7e66aaee77d1c05f23bc9");
}

}  // namespace
}  // namespace jaali::protocol::postgres
