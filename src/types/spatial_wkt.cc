// Well-known text of a parsed spatial value.

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/error.h"
#include "types/spatial_data.h"

namespace gantry::types {
namespace {

// Nested collections; SQL Server's own values rarely pass three.
constexpr int k_max_depth = 200;

// Significant digits of a number other than zero, without zeros at the end; value = d.ddd * 10^e.
struct Digits {
    char digits[24];
    size_t count = 0;
    int exponent = 0;
};

// `begin` to `end`: d.ddde+xx, without sign.
Digits parse_scientific(const char* begin, const char* end) {
    Digits out;
    const char* p = begin;
    for (; p != end && *p != 'e'; ++p) {
        if (*p != '.') out.digits[out.count++] = *p;
    }
    while (out.count > 1 && out.digits[out.count - 1] == '0')
        --out.count;
    if (p != end) ++p;
    if (p != end && *p == '+') ++p;
    std::from_chars(p, end, out.exponent);
    return out;
}

// .NET's "R": 15 digits where they read back to the number, else 17; an exponent from 1E+15 (1E+17
// with 17 digits) on and below 0.0001. Negative zero has no sign.
void append_number(double value, std::string& out) {
    if (std::isnan(value)) {
        out += "NaN";
        return;
    }
    if (std::isinf(value)) {
        out += value < 0 ? "-Infinity" : "Infinity";
        return;
    }
    if (value == 0) {
        out += '0';
        return;
    }
    if (value < 0) out += '-';
    double size = std::fabs(value);
    char buffer[40];
    char* end = buffer + sizeof buffer;
    constexpr auto k_form = std::chars_format::scientific;
    // The shortest digits are those 15 whenever 15 suffice.
    Digits d = parse_scientific(buffer, std::to_chars(buffer, end, size, k_form).ptr);
    bool long_form = d.count > 15;
    if (long_form) d = parse_scientific(buffer, std::to_chars(buffer, end, size, k_form, 16).ptr);
    if (d.exponent >= (long_form ? 17 : 15) || d.exponent < -4) {
        out += d.digits[0];
        if (d.count > 1) out += '.';
        out.append(d.digits + 1, d.count - 1);
        out += fmt::format("E{}{:02}", d.exponent < 0 ? '-' : '+', std::abs(d.exponent));
    } else if (d.exponent < 0) {
        out += "0.";
        out.append(size_t(-d.exponent - 1), '0');
        out.append(d.digits, d.count);
    } else {
        size_t whole = size_t(d.exponent) + 1;
        out.append(d.digits, std::min(whole, d.count));
        if (d.count < whole) out.append(whole - d.count, '0');
        if (d.count > whole) {
            out += '.';
            out.append(d.digits + whole, d.count - whole);
        }
    }
}

std::string_view name_of(ShapeType type) {
    switch (type) {
        case ShapeType::point:
            return "POINT";
        case ShapeType::line_string:
            return "LINESTRING";
        case ShapeType::polygon:
            return "POLYGON";
        case ShapeType::multi_point:
            return "MULTIPOINT";
        case ShapeType::multi_line_string:
            return "MULTILINESTRING";
        case ShapeType::multi_polygon:
            return "MULTIPOLYGON";
        case ShapeType::geometry_collection:
            return "GEOMETRYCOLLECTION";
        case ShapeType::circular_string:
            return "CIRCULARSTRING";
        case ShapeType::compound_curve:
            return "COMPOUNDCURVE";
        case ShapeType::curve_polygon:
            return "CURVEPOLYGON";
        case ShapeType::full_globe:
            return "FULLGLOBE";
        case ShapeType::unknown:
            break;
    }
    return "UNKNOWN";
}

// The type every child of a "multi" shape must have; unknown: any.
ShapeType child_type(ShapeType type) {
    switch (type) {
        case ShapeType::multi_point:
            return ShapeType::point;
        case ShapeType::multi_line_string:
            return ShapeType::line_string;
        case ShapeType::multi_polygon:
            return ShapeType::polygon;
        default:
            return ShapeType::unknown;
    }
}

bool has_children(ShapeType type) {
    return type >= ShapeType::multi_point && type <= ShapeType::geometry_collection;
}

class Writer {
  public:
    Writer(const SpatialData& data, SpatialKind kind, WktOptions options, std::string& out)
        : data_(data), kind_(kind), options_(options), out_(out) {}

    void run() { shape(0, true, 0); }

  private:
    [[noreturn]] void fail(std::string_view what) const {
        throw FormatError(fmt::format("a spatial value is malformed: {}", what));
    }

    void shape(uint32_t index, bool with_name, int depth) {
        const Shape& shape = data_.shapes[index];
        if (depth > k_max_depth) fail("depth of collections");
        if (with_name) out_ += name_of(shape.type);
        if (shape.type == ShapeType::full_globe) return;
        bool parent = has_children(shape.type);
        if (!parent && shape.first_child != 0) fail("a part inside of a simple shape");
        if (parent ? shape.first_child == 0 : shape.first_figure == shape.end_figure) {
            out_ += with_name ? " EMPTY" : "EMPTY";
            return;
        }
        if (with_name) out_ += ' ';
        if (!parent) return figures(shape);
        ShapeType wanted = child_type(shape.type);
        out_ += '(';
        for (uint32_t child = shape.first_child; child != 0;
             child = data_.shapes[child].next_sibling) {
            if (child != shape.first_child) out_ += ", ";
            if (wanted != ShapeType::unknown && data_.shapes[child].type != wanted) {
                fail("type of a part");
            }
            this->shape(child, wanted == ShapeType::unknown, depth + 1);
        }
        out_ += ')';
    }

    // The figures of a shape without parts, in parentheses.
    void figures(const Shape& shape) {
        const Figure& first = data_.figures[shape.first_figure];
        bool area = shape.type == ShapeType::polygon || shape.type == ShapeType::curve_polygon;
        if (!area) {
            if (shape.end_figure - shape.first_figure != 1) fail("count of figures");
            if (shape.type == ShapeType::point && first.end_point - first.first_point != 1) {
                fail("count of points");
            }
            if (shape.type == ShapeType::compound_curve) return compound(first);
            return points(first.first_point, first.end_point);
        }
        out_ += '(';
        for (uint32_t i = shape.first_figure; i < shape.end_figure; ++i) {
            const Figure& ring = data_.figures[i];
            if (i != shape.first_figure) out_ += ", ";
            switch (ring.kind) {
                case FigureKind::line:
                    points(ring.first_point, ring.end_point);
                    break;
                case FigureKind::arc:
                    out_ += "CIRCULARSTRING ";
                    points(ring.first_point, ring.end_point);
                    break;
                case FigureKind::composite:
                    out_ += "COMPOUNDCURVE ";
                    compound(ring);
                    break;
            }
        }
        out_ += ')';
    }

    // "((0 0, 1 1), CIRCULARSTRING (1 1, 2 2, 3 1))": a part ends where a first segment begins.
    void compound(const Figure& figure) {
        out_ += '(';
        if (figure.kind != FigureKind::composite) {
            if (figure.kind == FigureKind::arc) out_ += "CIRCULARSTRING ";
            points(figure.first_point, figure.end_point);
            out_ += ')';
            return;
        }
        uint32_t begin = figure.first_point;
        uint32_t at = begin;
        uint32_t segment = figure.first_segment;
        while (at + 1 < figure.end_point) {
            if (at != figure.first_point) out_ += ", ";
            bool arc = SegmentKind(data_.segments[segment]) == SegmentKind::first_arc;
            SegmentKind more = arc ? SegmentKind::arc : SegmentKind::line;
            begin = at;
            do {
                at += arc ? 2 : 1;
                ++segment;
            } while (at + 1 < figure.end_point && SegmentKind(data_.segments[segment]) == more);
            if (at + 1 < figure.end_point && data_.segments[segment] < 2) fail("order of segments");
            if (arc) out_ += "CIRCULARSTRING ";
            points(begin, at + 1);
        }
        out_ += ')';
    }

    void points(uint32_t begin, uint32_t end) {
        out_ += '(';
        for (uint32_t i = begin; i < end; ++i) {
            if (i != begin) out_ += ", ";
            point(i);
        }
        out_ += ')';
    }

    static double number(ByteSpan bytes, size_t index) {
        return std::bit_cast<double>(load_le<uint64_t>(bytes.data() + index * 8));
    }

    void point(uint32_t index) {
        double first = number(data_.points, size_t(index) * 2);
        double second = number(data_.points, size_t(index) * 2 + 1);
        bool latitude_first = kind_ == SpatialKind::geography;
        append_number(latitude_first ? second : first, out_);
        out_ += ' ';
        append_number(latitude_first ? first : second, out_);
        if (!options_.with_z_m) return;
        double z = data_.has_z ? number(data_.z, index) : NAN;
        double m = data_.has_m ? number(data_.m, index) : NAN;
        // An absent Z or M is NaN in the bytes; with M alone the text says NULL for Z.
        if (std::isnan(z) && std::isnan(m)) return;
        out_ += ' ';
        if (std::isnan(z)) {
            out_ += "NULL";
        } else {
            append_number(z, out_);
        }
        if (std::isnan(m)) return;
        out_ += ' ';
        append_number(m, out_);
    }

    const SpatialData& data_;
    SpatialKind kind_;
    WktOptions options_;
    std::string& out_;
};

}  // namespace

void append_wkt(ByteSpan storage, SpatialKind kind, std::string& out, WktOptions options) {
    SpatialData data = parse_spatial(storage);
    if (data.is_null) {
        out += "Null";
        return;
    }
    Writer(data, kind, options, out).run();
}

}  // namespace gantry::types
