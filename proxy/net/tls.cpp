#include "proxy/net/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <array>

namespace jaali::proxy::net {
namespace {

std::string openssl_error(std::string what) {
  std::array<char, 256> text{};
  const auto code = ERR_peek_last_error();
  ERR_error_string_n(code, text.data(), text.size());
  ERR_clear_error();
  return code == 0 ? what : what + ": " + text.data();
}

TlsContext new_context(const SSL_METHOD* method) {
  TlsContext context(SSL_CTX_new(method), [](SSL_CTX* raw) { SSL_CTX_free(raw); });
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_cipher_list(context.get(), "HIGH:!aNULL:!MD5:!3DES:!RC4");
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  return context;
}

std::string alpn_wire(const std::string& protocol) {
  return std::string(1, static_cast<char>(protocol.size())) + protocol;
}

// A client that offers protocols must offer ours (ALPACA); one that offers none is judged by the caller.
int select_alpn(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in, unsigned in_size,
                void* argument) {
  const auto* wire = static_cast<const std::string*>(argument);
  unsigned char* chosen = nullptr;
  const auto result = SSL_select_next_proto(&chosen, out_size, reinterpret_cast<const unsigned char*>(wire->data()),
                                            static_cast<unsigned>(wire->size()), in, in_size);
  *out = chosen;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

std::string hex_serial(X509* certificate) {
  BIGNUM* number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr);
  char* hex = BN_bn2hex(number);
  std::string text = hex ? hex : "";
  OPENSSL_free(hex);
  BN_free(number);
  return text;
}

std::string entry_text(ASN1_STRING* value) {
  unsigned char* utf8 = nullptr;
  const int size = ASN1_STRING_to_UTF8(&utf8, value);
  if (size < 0) return {};
  std::string text(reinterpret_cast<char*>(utf8), static_cast<std::size_t>(size));
  OPENSSL_free(utf8);
  // A NUL or a control character inside a name is somebody's trick with prefixes: such a name matches nothing.
  for (const unsigned char c : text) {
    if (c < 0x20 || c == 0x7f) return {};
  }
  return text;
}

void add_alternative_names(X509* certificate, std::vector<std::string>& names) {
  auto* list = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  if (!list) return;
  for (int i = 0; i < sk_GENERAL_NAME_num(list); ++i) {
    const auto* name = sk_GENERAL_NAME_value(list, i);
    const char* prefix = name->type == GEN_DNS     ? "DNS:"
                         : name->type == GEN_EMAIL ? "email:"
                         : name->type == GEN_URI   ? "URI:"
                                                   : nullptr;
    if (!prefix) continue;
    if (auto text = entry_text(name->d.ia5); !text.empty()) names.push_back(prefix + text);
  }
  GENERAL_NAMES_free(list);
}

}  // namespace

TlsResult<TlsContext> make_server_context(const ServerTlsOptions& options) {
  auto context = new_context(TLS_server_method());
  if (SSL_CTX_use_certificate_chain_file(context.get(), options.certificate.c_str()) != 1) {
    return openssl_error("cannot read the certificate " + options.certificate.string());
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), options.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return openssl_error("cannot read the key " + options.key.string());
  }
  if (SSL_CTX_check_private_key(context.get()) != 1) return openssl_error("certificate and key do not belong together");
  if (options.client_certificate != ClientCertificate::none) {
    if (SSL_CTX_load_verify_locations(context.get(), options.client_ca.c_str(), nullptr) != 1) {
      return openssl_error("cannot read client_ca " + options.client_ca.string());
    }
    SSL_CTX_set_client_CA_list(context.get(), SSL_load_client_CA_file(options.client_ca.c_str()));
    const int required = options.client_certificate == ClientCertificate::required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | required, nullptr);
  }
  // No resumption: a session resumed after a reload would keep the certificate check of the context before it.
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(context.get(), 0);
  if (!options.alpn.empty()) {
    auto wire = std::make_shared<std::string>(alpn_wire(options.alpn));
    SSL_CTX_set_alpn_select_cb(context.get(), select_alpn, wire.get());
    auto* raw = context.get();
    return TlsContext(raw, [context, wire](SSL_CTX*) mutable { context.reset(); });
  }
  return context;
}

TlsResult<TlsContext> make_client_context(const ClientTlsOptions& options) {
  auto context = new_context(TLS_client_method());
  if (options.verify != Verify::off) {
    const bool loaded = options.ca.empty() ? SSL_CTX_set_default_verify_paths(context.get()) == 1
                                           : SSL_CTX_load_verify_locations(context.get(), options.ca.c_str(), nullptr) == 1;
    if (!loaded) return openssl_error("cannot read tls_ca " + options.ca.string());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  }
  if (!options.alpn.empty()) {
    const auto wire = alpn_wire(options.alpn);
    SSL_CTX_set_alpn_protos(context.get(), reinterpret_cast<const unsigned char*>(wire.data()),
                            static_cast<unsigned>(wire.size()));
  }
  return context;
}

void expect_host(SSL* ssl, Verify verify, const std::string& host) {
  if (verify != Verify::full) return;
  std::array<unsigned char, 16> address{};
  const bool is_address = inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
                          inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
  if (is_address) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
  } else {
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(ssl, host.c_str());
  }
}

PeerCertificate peer_certificate(SSL* ssl) {
  PeerCertificate peer;
  if (!ssl || SSL_get_verify_result(ssl) != X509_V_OK) return peer;
  X509* certificate = SSL_get0_peer_certificate(ssl);
  if (!certificate) return peer;
  auto* subject = X509_get_subject_name(certificate);
  for (int at = -1; (at = X509_NAME_get_index_by_NID(subject, NID_commonName, at)) >= 0;) {
    if (auto text = entry_text(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at))); !text.empty()) {
      peer.names.push_back("CN=" + text);
    }
  }
  add_alternative_names(certificate, peer.names);
  std::array<char, 512> line{};
  X509_NAME_oneline(subject, line.data(), static_cast<int>(line.size()));
  peer.subject = line.data();
  peer.serial = hex_serial(certificate);
  return peer;
}

}  // namespace jaali::proxy::net
