// Values of system tables: variants, dates, certificates, the head of a trigger's text.

#include "base/bytes.h"
#include "catalog/certificate.h"
#include "catalog/event_names.h"
#include "catalog/model_sources.h"
#include "catalog/system_text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace gantry;
    ByteSpan input(data, size);
    catalog::variant_text(input);
    catalog::variant_integer(input);
    catalog::variant_stored_type(input);
    catalog::datetime_text(input);
    catalog::guid_text(input);
    catalog::read_certificate(input);
    catalog::is_instead_of(as_text(input));
    return 0;
}
