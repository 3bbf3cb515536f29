#include "types/spatial_data.h"

#include <fmt/format.h>

#include <utility>

#include "base/error.h"

namespace gantry::types {
namespace {

enum Property : uint8_t {
    k_has_z = 0x01,
    k_has_m = 0x02,
    k_is_valid = 0x04,
    k_single_point = 0x08,
    k_single_segment = 0x10,
    k_over_hemisphere = 0x20,
};

class Parser {
  public:
    explicit Parser(ByteSpan storage) : in_(storage) {}

    SpatialData run() {
        data_.srid = in_.le<int32_t>();
        if (!in_.failed() && in_.at_end() && data_.srid == -1) {
            data_.is_null = true;
            return std::move(data_);
        }
        data_.version = in_.u8();
        if (in_.failed() || data_.version < 1 || data_.version > 2) fail("version");
        uint8_t properties = in_.u8();
        if (in_.failed() || (properties & 0xC0) != 0) fail("properties");
        data_.has_z = (properties & k_has_z) != 0;
        data_.has_m = (properties & k_has_m) != 0;
        data_.is_valid = (properties & k_is_valid) != 0;
        bool single_point = (properties & k_single_point) != 0;
        bool single_segment = (properties & k_single_segment) != 0;
        if (single_point && single_segment) fail("properties");
        data_.point_count = single_point ? 1 : single_segment ? 2 : in_.u32();
        data_.points = array(data_.point_count, 16, "points");
        if (data_.has_z) data_.z = array(data_.point_count, 8, "Z values");
        if (data_.has_m) data_.m = array(data_.point_count, 8, "M values");
        if (single_point || single_segment) {
            data_.figures = {{FigureKind::line, 0, data_.point_count, 0}};
            ShapeType type = single_point ? ShapeType::point : ShapeType::line_string;
            data_.shapes = {{type, -1, 0, 1, 0, 0}};
        } else {
            read_figures();
            read_shapes();
            read_segments();
        }
        if (in_.failed() || !in_.at_end()) fail("length");
        return std::move(data_);
    }

  private:
    [[noreturn]] void fail(std::string_view what) const {
        throw FormatError(
            fmt::format("a spatial value is malformed at byte {}: {}", in_.position(), what));
    }

    // The bytes of `count` elements.
    ByteSpan array(uint32_t count, size_t size, std::string_view what) {
        if (in_.failed() || uint64_t(count) * size > in_.remaining()) fail(what);
        return in_.take(size_t(count) * size);
    }

    void read_figures() {
        uint32_t count = in_.u32();
        ByteSpan bytes = array(count, 5, "figures");
        data_.figures.resize(count);
        uint32_t previous = 0;
        for (uint32_t i = 0; i < count; ++i) {
            Figure& figure = data_.figures[i];
            uint8_t attribute = bytes[i * 5];
            figure.first_point = load_le<uint32_t>(bytes.data() + i * 5 + 1);
            if (figure.first_point < previous || figure.first_point > data_.point_count) {
                fail("order of figures");
            }
            if (i > 0) data_.figures[i - 1].end_point = figure.first_point;
            previous = figure.first_point;
            // Version 1 tells rings and strokes apart, which the shapes say as well.
            if (attribute > (data_.version == 1 ? 2 : 3)) fail("attribute of a figure");
            if (data_.version == 2 && attribute == 2) figure.kind = FigureKind::arc;
            if (data_.version == 2 && attribute == 3) figure.kind = FigureKind::composite;
        }
        if (count > 0) data_.figures[count - 1].end_point = data_.point_count;
    }

    void read_shapes() {
        uint32_t count = in_.u32();
        ByteSpan bytes = array(count, 9, "shapes");
        if (count == 0) fail("shapes");
        data_.shapes.resize(count);
        // From the last to the first: where a shape's figures end is where the next ones begin,
        // and children come out in order when each is put in front of its siblings.
        uint32_t end = uint32_t(data_.figures.size());
        for (uint32_t i = count; i-- > 0;) {
            Shape& shape = data_.shapes[i];
            const uint8_t* p = bytes.data() + size_t(i) * 9;
            shape.parent = load_le<int32_t>(p);
            int32_t first = load_le<int32_t>(p + 4);
            shape.type = ShapeType(p[8]);
            if (p[8] < 1 || p[8] > (data_.version == 1 ? 7 : 11)) fail("type of a shape");
            if (i == 0 ? shape.parent != -1 : shape.parent < 0 || uint32_t(shape.parent) >= i) {
                fail("parent of a shape");
            }
            if (first < -1 || (first >= 0 && uint32_t(first) > end)) fail("order of shapes");
            shape.end_figure = end;
            if (first >= 0) end = uint32_t(first);
            shape.first_figure = first >= 0 ? end : shape.end_figure;
            if (i == 0) continue;
            Shape& parent = data_.shapes[size_t(shape.parent)];
            shape.next_sibling = std::exchange(parent.first_child, i);
        }
    }

    void read_segments() {
        if (data_.version == 2) {
            // Values without arcs were seen to leave the count out.
            uint32_t count = in_.at_end() ? 0 : in_.u32();
            data_.segments = array(count, 1, "segments");
        }
        uint32_t next = 0;
        for (Figure& figure : data_.figures) {
            if (figure.kind != FigureKind::composite) continue;
            figure.first_segment = next;
            uint32_t left = figure.end_point - figure.first_point;
            for (left = left == 0 ? 0 : left - 1; left > 0; ++next) {
                if (next >= data_.segments.size()) fail("segments");
                uint8_t kind = data_.segments[next];
                uint32_t step = kind % 2 == 0 ? 1 : 2;
                bool first = next == figure.first_segment;
                if (kind > 3 || step > left || (first && kind < 2)) fail("kind of a segment");
                left -= step;
            }
        }
    }

    ByteReader in_;
    SpatialData data_;
};

}  // namespace

SpatialData parse_spatial(ByteSpan storage) {
    return Parser(storage).run();
}

int32_t spatial_reference_id(ByteSpan storage) {
    ByteReader in(storage);
    int32_t srid = in.le<int32_t>();
    if (in.failed()) throw FormatError("a spatial value is malformed at byte 0: length");
    return srid;
}

}  // namespace gantry::types
