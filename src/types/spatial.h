#pragma once
// geometry and geography: the bytes of their CLR serialisation (MS-SSCLRT 2.2, versions 1 and 2) to
// well-known text as SQL Server prints it.
//
//   i32 SRID (-1 alone: the null instance), u8 version 1 or 2, u8 properties
//   u32 count of points (not for a single point or segment), points of two f64: x, y; geography has
//       latitude first in the bytes and longitude first in the text
//   f64 Z of every point where it has Z, f64 M where it has M
//   u32 count of figures, {u8 attribute, u32 first point}      } not for a single point or segment
//   u32 count of shapes, {i32 parent, i32 first figure, u8 type} }
//   version 2: u32 count of segments, {u8 kind}, for figures that mix lines and arcs
//
// Counts are checked against the bytes, offsets must ascend, nesting is bounded; what does not hold
// throws FormatError. An instance marked as invalid has text like any other. Thread-safe.

#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace gantry::types {

enum class SpatialKind { geometry, geography };

struct WktOptions {
    bool with_z_m = true;  // ToString() and AsTextZM(); without: STAsText()
};

// "POINT (1 2)", "CURVEPOLYGON (CIRCULARSTRING (0 0, 1 1, 2 0, 1 -1, 0 0))", "FULLGLOBE".
// Numbers are those of .NET's "R" format: 15 digits where they read back, else 17.
void append_wkt(ByteSpan storage, SpatialKind kind, std::string& out, WktOptions options = {});
int32_t spatial_reference_id(ByteSpan storage);

}  // namespace gantry::types
