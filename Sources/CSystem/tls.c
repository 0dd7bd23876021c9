#define _GNU_SOURCE
// OpenSSL tells every failed verification as "certificate verify failed". An operator needs to know which: this
// context keeps the verify callback's finding and the broker's alert, and puts them into words.
#include "CSystem.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct plant_tls {
  SSL_CTX *context;
  char host[256];
  int verify_error;
  char subject[256];  // names the certificate carries, or its issuer, or a date
  int alert;          // the alert the broker sent, or -1
  bool has_certificate;
  bool is_done;
  int64_t broker_end;  // when its certificate ends, 0 before one was verified
};

static int64_t end_of(const X509 *certificate) {
  struct tm when;
  return certificate != NULL && ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &when) == 1 ? timegm(&when) : 0;
}

static void name_text(X509_NAME *name, char *text, size_t size) {
  text[0] = 0;
  if (X509_NAME_get_text_by_NID(name, NID_commonName, text, (int)size) > 0) return;
  X509_NAME_oneline(name, text, (int)size);
}

static void date_text(const ASN1_TIME *time, char *text, size_t size) {
  struct tm when;
  if (ASN1_TIME_to_tm(time, &when) == 1) strftime(text, size, "%Y-%m-%d %H:%M UTC", &when);
}

static void append(char *text, size_t size, const char *part, size_t count) {
  size_t used = strlen(text);
  snprintf(text + used, size - used, "%s%.*s", used == 0 ? "" : ", ", (int)count, part);
}

static void names_text(X509 *certificate, char *text, size_t size) {
  text[0] = 0;
  GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
  for (int i = 0; names != NULL && i < sk_GENERAL_NAME_num(names); i++) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
    if (name->type == GEN_DNS) {
      append(text, size, (const char *)ASN1_STRING_get0_data(name->d.dNSName),
             (size_t)ASN1_STRING_length(name->d.dNSName));
    } else if (name->type == GEN_IPADD) {
      char address[INET6_ADDRSTRLEN] = "";
      int length = ASN1_STRING_length(name->d.iPAddress);
      const unsigned char *bytes = ASN1_STRING_get0_data(name->d.iPAddress);
      if (length == 4) inet_ntop(AF_INET, bytes, address, sizeof address);
      if (length == 16) inet_ntop(AF_INET6, bytes, address, sizeof address);
      append(text, size, address, strlen(address));
    }
  }
  GENERAL_NAMES_free(names);
  if (text[0] == 0) name_text(X509_get_subject_name(certificate), text, size);
}

static int verify(int is_fine, X509_STORE_CTX *store) {
  SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
  plant_tls *tls = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
  if (is_fine) {
    if (X509_STORE_CTX_get_error_depth(store) == 0) tls->broker_end = end_of(X509_STORE_CTX_get_current_cert(store));
    return 1;
  }
  tls->verify_error = X509_STORE_CTX_get_error(store);
  tls->subject[0] = 0;
  X509 *certificate = X509_STORE_CTX_get_current_cert(store);
  if (certificate == NULL) return 0;
  switch (tls->verify_error) {
  case X509_V_ERR_HOSTNAME_MISMATCH:
  case X509_V_ERR_IP_ADDRESS_MISMATCH: names_text(certificate, tls->subject, sizeof tls->subject); break;
  case X509_V_ERR_CERT_HAS_EXPIRED:
    date_text(X509_get0_notAfter(certificate), tls->subject, sizeof tls->subject);
    break;
  case X509_V_ERR_CERT_NOT_YET_VALID:
    date_text(X509_get0_notBefore(certificate), tls->subject, sizeof tls->subject);
    break;
  default: name_text(X509_get_issuer_name(certificate), tls->subject, sizeof tls->subject);
  }
  return 0;
}

static void inform(const SSL *ssl, int where, int value) {
  plant_tls *tls = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
  if ((where & SSL_CB_HANDSHAKE_DONE) != 0) tls->is_done = true;
  // A closing notice (warning 0) is no refusal.
  if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT && (value & 0xff) != 0) tls->alert = value & 0xff;
}

static int passphrase_text(char *text, int size, int writing, void *passphrase) {
  (void)writing;
  if (passphrase == NULL) return -1;
  size_t length = strlen(passphrase);
  if (length > (size_t)size) return -1;
  memcpy(text, passphrase, length);
  return (int)length;
}

static plant_tls *refuse(plant_tls *tls, char *why, size_t size, const char *what, const char *file) {
  unsigned long code = ERR_peek_last_error();
  const char *reason = ERR_reason_error_string(code);
  snprintf(why, size, "%s '%s' cannot be used: %s", what, file, reason != NULL ? reason : "unreadable");
  ERR_clear_error();
  plant_tls_free(tls);
  return NULL;
}

plant_tls *plant_tls_new(const char *cafile, const char *certificate, const char *key, const char *passphrase,
                         const char *host, char *why, size_t size) {
  plant_tls *tls = calloc(1, sizeof *tls);
  if (tls == NULL) return NULL;
  ERR_clear_error();
  tls->alert = -1;
  snprintf(tls->host, sizeof tls->host, "%s", host);
  tls->context = SSL_CTX_new(TLS_client_method());
  if (tls->context == NULL) return refuse(tls, why, size, "OpenSSL", "TLS");
  SSL_CTX_set_app_data(tls->context, tls);
  SSL_CTX_set_min_proto_version(tls->context, TLS1_2_VERSION);
  // What libmosquitto sets on a context of its own: it may hand over the same bytes at a new address.
  SSL_CTX_set_mode(tls->context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_verify(tls->context, SSL_VERIFY_PEER, verify);
  SSL_CTX_set_info_callback(tls->context, inform);
  X509_VERIFY_PARAM *parameters = SSL_CTX_get0_param(tls->context);
  if (X509_VERIFY_PARAM_set1_ip_asc(parameters, host) != 1) {
    ERR_clear_error();
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    X509_VERIFY_PARAM_set1_host(parameters, host, 0);
  }
  if (cafile == NULL) {
    SSL_CTX_set_default_verify_paths(tls->context);
  } else if (SSL_CTX_load_verify_locations(tls->context, cafile, NULL) != 1) {
    return refuse(tls, why, size, "the authorities file", cafile);
  }
  if (certificate != NULL && SSL_CTX_use_certificate_chain_file(tls->context, certificate) != 1) {
    return refuse(tls, why, size, "the client certificate", certificate);
  }
  if (key != NULL) {
    SSL_CTX_set_default_passwd_cb(tls->context, passphrase_text);
    SSL_CTX_set_default_passwd_cb_userdata(tls->context, (void *)passphrase);
    int is_loaded = SSL_CTX_use_PrivateKey_file(tls->context, key, SSL_FILETYPE_PEM);
    SSL_CTX_set_default_passwd_cb_userdata(tls->context, NULL);
    if (is_loaded != 1) return refuse(tls, why, size, "the client key", key);
    if (SSL_CTX_check_private_key(tls->context) != 1) return refuse(tls, why, size, "the client key", key);
  }
  tls->has_certificate = certificate != NULL;
  return tls;
}

void *plant_tls_context(plant_tls *tls) { return tls->context; }

void plant_tls_begin(plant_tls *tls) {
  tls->verify_error = X509_V_OK;
  tls->subject[0] = 0;
  tls->alert = -1;
  tls->is_done = false;
}

bool plant_tls_is_done(const plant_tls *tls) { return tls->is_done; }

static void describe_alert(const plant_tls *tls, char *words, size_t size) {
  const char *reason = SSL_alert_desc_string_long(tls->alert);
  switch (tls->alert) {
  case 116: snprintf(words, size, "the broker requires a client certificate (--cert and --key)"); return;
  case 40:
    if (tls->has_certificate) break;
    snprintf(words, size, "the broker refused the handshake; it may require a client certificate (--cert and --key)");
    return;
  case 70: snprintf(words, size, "the broker speaks no TLS 1.2 or later"); return;
  case 41: case 42: case 43: case 44: case 45: case 46: case 48: case 49:
    if (tls->has_certificate) snprintf(words, size, "the broker refused our client certificate (%s)", reason);
    else snprintf(words, size, "the broker requires a client certificate (--cert and --key)");
    return;
  default: break;
  }
  snprintf(words, size, "the broker refused the TLS handshake (%s)", reason);
}

void plant_tls_describe(const plant_tls *tls, char *words, size_t size) {
  words[0] = 0;
  switch (tls->verify_error) {
  case X509_V_OK:
    if (tls->alert >= 0) describe_alert(tls, words, size);
    return;
  case X509_V_ERR_HOSTNAME_MISMATCH:
  case X509_V_ERR_IP_ADDRESS_MISMATCH:
    snprintf(words, size, "the broker's certificate is for %s, not for %s", tls->subject, tls->host);
    return;
  case X509_V_ERR_CERT_HAS_EXPIRED:
    snprintf(words, size, "the broker's certificate has expired (%s)", tls->subject);
    return;
  case X509_V_ERR_CERT_NOT_YET_VALID:
    snprintf(words, size, "the broker's certificate is not yet valid (from %s); is this machine's clock right?",
             tls->subject);
    return;
  case X509_V_ERR_CERT_REVOKED: snprintf(words, size, "the broker's certificate was revoked"); return;
  case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
  case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
  case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
  case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
  case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
  case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    snprintf(words, size, "the broker's certificate is signed by an authority not trusted here: %s (--cafile)",
             tls->subject);
    return;
  default:
    snprintf(words, size, "the broker's certificate is not accepted: %s",
             X509_verify_cert_error_string(tls->verify_error));
  }
}

int64_t plant_tls_end(const plant_tls *tls) {
  int64_t own = end_of(SSL_CTX_get0_certificate(tls->context));
  if (own == 0 || tls->broker_end == 0) return own + tls->broker_end;
  return own < tls->broker_end ? own : tls->broker_end;
}

void plant_tls_free(plant_tls *tls) {
  if (tls == NULL) return;
  SSL_CTX_free(tls->context);
  free(tls);
}
