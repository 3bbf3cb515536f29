#include "catalog/certificate.h"

#include <fmt/format.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>

namespace gantry::catalog {

namespace {

std::string name_text(const X509_NAME* name) {
    std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
    if (out == nullptr || name == nullptr) return {};
    // UTF-8 as it is, nothing escaped.
    X509_NAME_print_ex(out.get(), name, 0,
                       (XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB) | ASN1_STRFLGS_UTF8_CONVERT);
    char* data = nullptr;
    long size = BIO_get_mem_data(out.get(), &data);
    std::string text = size > 0 ? std::string(data, size_t(size)) : std::string();
    if (X509_NAME_entry_count(name) == 1 && text.starts_with("CN = ")) text.erase(0, 5);
    return text;
}

std::string time_text(const ASN1_TIME* time) {
    std::tm tm{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &tm) != 1) return {};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", tm.tm_year + 1900, tm.tm_mon + 1,
                       tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

std::string serial_text(const ASN1_INTEGER* serial) {
    std::string out;
    for (int i = 0; serial != nullptr && i < serial->length; ++i) {
        out += fmt::format("{}{:02x}", i == 0 ? "" : " ", serial->data[i]);
    }
    return out;
}

}  // namespace

std::optional<CertificateFacts> read_certificate(ByteSpan der) {
    const uint8_t* at = der.data();
    std::unique_ptr<X509, decltype(&X509_free)> parsed(d2i_X509(nullptr, &at, long(der.size())),
                                                       &X509_free);
    if (parsed == nullptr) return std::nullopt;
    CertificateFacts facts;
    facts.subject = name_text(X509_get_subject_name(parsed.get()));
    facts.issuer = name_text(X509_get_issuer_name(parsed.get()));
    facts.serial_number = serial_text(X509_get0_serialNumber(parsed.get()));
    facts.not_before = time_text(X509_get0_notBefore(parsed.get()));
    facts.not_after = time_text(X509_get0_notAfter(parsed.get()));
    return facts;
}

}  // namespace gantry::catalog
