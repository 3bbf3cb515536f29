#pragma once
// The XML documents of the blob service: lists of blobs and of blocks, and errors.
// Bytes from outside: anything malformed is a FormatError (or an empty code), never a crash; the
// caller bounds the size. pugixml expands no entities of a document's own and does not recurse.
// Source: Azure Storage REST "List Blobs", "Get Block List", "Status and error codes".

#include <string>
#include <string_view>
#include <vector>

#include "blob/client.h"

namespace gantry::blob {

BlobList parse_list_xml(std::string_view xml);
BlobBlockList parse_block_list_xml(std::string_view xml);
std::string block_list_xml(const std::vector<std::string>& block_ids);
// <Error><Code>: letters and digits only; empty when there is none.
std::string parse_error_xml(std::string_view xml);

// "BlockBlob" and so on.
BlobKind blob_kind(std::string_view text);
// 16 bytes out of base64, nothing when it is not that.
Bytes md5_of_base64(std::string_view text);

}  // namespace gantry::blob
