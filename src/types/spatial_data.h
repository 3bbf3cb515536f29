#pragma once
// The parts of a spatial value, checked; views into its bytes. Internal to the spatial files.

#include <vector>

#include "types/spatial.h"

namespace gantry::types {

enum class ShapeType : uint8_t {
    unknown = 0,
    point = 1,
    line_string = 2,
    polygon = 3,
    multi_point = 4,
    multi_line_string = 5,
    multi_polygon = 6,
    geometry_collection = 7,
    circular_string = 8,
    compound_curve = 9,
    curve_polygon = 10,
    full_globe = 11,
};

enum class FigureKind : uint8_t { line, arc, composite };

enum class SegmentKind : uint8_t { line = 0, arc = 1, first_line = 2, first_arc = 3 };

struct Figure {
    FigureKind kind = FigureKind::line;
    uint32_t first_point = 0;
    uint32_t end_point = 0;
    uint32_t first_segment = 0;  // composite figures
};

struct Shape {
    ShapeType type = ShapeType::unknown;
    int32_t parent = -1;
    uint32_t first_figure = 0;
    uint32_t end_figure = 0;    // of a shape without children; equal for an empty one
    uint32_t first_child = 0;   // index of a shape; 0: none
    uint32_t next_sibling = 0;  // index of a shape; 0: none
};

struct SpatialData {
    bool is_null = false;
    int32_t srid = 0;
    uint8_t version = 1;
    bool has_z = false;
    bool has_m = false;
    bool is_valid = false;
    uint32_t point_count = 0;
    ByteSpan points;  // 16 bytes each
    ByteSpan z;
    ByteSpan m;
    ByteSpan segments;
    std::vector<Figure> figures;
    std::vector<Shape> shapes;  // the first is the root
};

SpatialData parse_spatial(ByteSpan storage);

}  // namespace gantry::types
