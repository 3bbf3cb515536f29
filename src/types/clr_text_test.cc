#include "types/clr_text.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <random>

#include "base/error.h"
#include "types/hierarchy_id.h"
#include "types/spatial.h"

namespace gantry::types {
namespace {

std::string hierarchy(const Bytes& bytes) {
    std::string out;
    append_hierarchy_id(bytes, out);
    return out;
}

TEST(HierarchyId, KnownValues) {
    EXPECT_EQ(hierarchy({}), "/");
    EXPECT_EQ(hierarchy({0x58}), "/1/");
    EXPECT_EQ(hierarchy({0x68}), "/2/");
    EXPECT_EQ(hierarchy({0x5A, 0xC0}), "/1/1/");
    EXPECT_EQ(hierarchy({0x5A, 0xDE}), "/1/1/3/");  // documentation of ToString
    EXPECT_EQ(hierarchy({0x62, 0xC0}), "/1.1/");
    EXPECT_EQ(hierarchy({0x48}), "/0/");
    EXPECT_EQ(hierarchy({0x84}), "/4/");
    EXPECT_EQ(hierarchy({0x3F, 0x80}), "/-1/");
}

TEST(HierarchyId, EveryRangeComesBack) {
    std::vector<int64_t> edges{0,           3,
                               4,           7,
                               8,           15,
                               16,          79,
                               80,          1103,
                               1104,        5199,
                               5200,        4294972495,
                               -1,          -8,
                               -9,          -72,
                               -73,         -4168,
                               -4169,       -4294971464,
                               4294972496,  281479271683150,
                               -4294971465, -281479271682120};
    std::string previous;
    for (int64_t a : edges) {
        for (int64_t b : {int64_t(0), a}) {
            for (char between : {'/', '.'}) {
                std::string text = "/" + std::to_string(b) + between + std::to_string(a) + "/";
                EXPECT_EQ(hierarchy(parse_hierarchy_id(text)), text);
            }
        }
    }
    std::mt19937_64 random(3);
    for (int i = 0; i < 2000; ++i) {
        std::string text = "/";
        for (uint64_t left = random() % 6; left > 0; --left) {
            int64_t label = int64_t(random() >> (16 + random() % 47));
            text += std::to_string(random() % 2 ? label : -label);
            text += random() % 3 == 0 && left > 1 ? '.' : '/';
        }
        EXPECT_EQ(hierarchy(parse_hierarchy_id(text)), text);
    }
}

TEST(HierarchyId, BytesAreInTreeOrder) {
    std::vector<std::string> order{"/",     "/-73/", "/-9/",  "/-8/", "/-1/", "/0/",   "/1/",
                                   "/1/0/", "/1/5/", "/1.1/", "/2/",  "/16/", "/1104/"};
    for (size_t i = 1; i < order.size(); ++i) {
        EXPECT_LT(parse_hierarchy_id(order[i - 1]), parse_hierarchy_id(order[i])) << order[i];
    }
}

TEST(HierarchyId, RefusesWhatIsNone) {
    EXPECT_THROW(hierarchy({0x00}), FormatError) << "no pattern begins with eight zeros";
    EXPECT_THROW(hierarchy({0x50}), FormatError) << "ends in a dot";
    EXPECT_THROW(hierarchy({0xFF}), FormatError) << "cut short";
    for (std::string_view bad : {"", "1/", "/1", "/a/", "/1./", "//", "/999999999999999/"}) {
        EXPECT_THROW(parse_hierarchy_id(bad), FormatError) << bad;
    }
}

// The bytes of a spatial value, put together by hand.
struct Spatial {
    ByteWriter out;
    Spatial(int32_t srid, int version, int properties) {
        out.le(srid);
        out.u8(uint8_t(version));
        out.u8(uint8_t(properties));
    }
    Spatial& u32(uint32_t value) {
        out.u32(value);
        return *this;
    }
    Spatial& doubles(std::initializer_list<double> values) {
        for (double v : values)
            out.u64(std::bit_cast<uint64_t>(v));
        return *this;
    }
    Spatial& figures(std::initializer_list<std::pair<int, int>> list) {
        out.u32(uint32_t(list.size()));
        for (auto [attribute, point] : list) {
            out.u8(uint8_t(attribute));
            out.le(int32_t(point));
        }
        return *this;
    }
    struct Shape {
        int parent, figure, type;
    };
    Spatial& shapes(std::initializer_list<Shape> list) {
        out.u32(uint32_t(list.size()));
        for (const Shape& s : list) {
            out.le(int32_t(s.parent));
            out.le(int32_t(s.figure));
            out.u8(uint8_t(s.type));
        }
        return *this;
    }
    Spatial& segments(std::initializer_list<int> kinds) {
        out.u32(uint32_t(kinds.size()));
        for (int k : kinds)
            out.u8(uint8_t(k));
        return *this;
    }
    std::string text(SpatialKind kind = SpatialKind::geometry, bool z_m = true) const {
        std::string text;
        append_wkt(out.bytes(), kind, text, {z_m});
        return text;
    }
};

TEST(Spatial, PointsAndSegments) {
    EXPECT_EQ(Spatial(0, 1, 0x0C).doubles({1, 2.5}).text(), "POINT (1 2.5)");
    Spatial geography(4326, 1, 0x0C);
    geography.doubles({47.6, -122.3});
    EXPECT_EQ(geography.text(SpatialKind::geography), "POINT (-122.3 47.6)");
    EXPECT_EQ(spatial_reference_id(geography.out.bytes()), 4326);
    Spatial with_z_m(0, 1, 0x0F);
    with_z_m.doubles({1, 2, 3, 4});
    EXPECT_EQ(with_z_m.text(), "POINT (1 2 3 4)");
    EXPECT_EQ(with_z_m.text(SpatialKind::geometry, false), "POINT (1 2)");
    EXPECT_EQ(Spatial(0, 1, 0x0E).doubles({1, 2, 4}).text(), "POINT (1 2 NULL 4)");
    EXPECT_EQ(Spatial(0, 1, 0x14).doubles({0, 0, 1, 1}).text(), "LINESTRING (0 0, 1 1)");
    EXPECT_EQ(Spatial(0, 1, 0x04).u32(0).figures({}).shapes({{-1, -1, 1}}).text(), "POINT EMPTY");
    Bytes null{0xFF, 0xFF, 0xFF, 0xFF};
    std::string text;
    append_wkt(null, SpatialKind::geometry, text);
    EXPECT_EQ(text, "Null");
}

TEST(Spatial, NumbersAsDotNetPrintsThem) {
    auto number = [](double d) {
        std::string text = Spatial(0, 1, 0x0C).doubles({d, 0}).text();
        return text.substr(7, text.size() - 10);
    };
    EXPECT_EQ(number(0.1), "0.1");
    EXPECT_EQ(number(0.1 + 0.7), "0.79999999999999993");
    EXPECT_EQ(number(1e14), "100000000000000");
    EXPECT_EQ(number(1e15), "1E+15");
    EXPECT_EQ(number(-1.5e-7), "-1.5E-07");
    EXPECT_EQ(number(0.0001), "0.0001");
    EXPECT_EQ(number(0.00001), "1E-05");
    EXPECT_EQ(number(1e100), "1E+100");
    EXPECT_EQ(number(12345678901234567), "12345678901234568");
    EXPECT_EQ(number(-0.0), "0");
    EXPECT_EQ(number(18.366768000647426), "18.366768000647426");  // as a server printed it
    EXPECT_EQ(number(-64.8040519990027), "-64.8040519990027");
    std::mt19937_64 random(11);
    for (int i = 0; i < 2000; ++i) {
        double value = std::ldexp(double(int64_t(random())), int(random() % 200) - 160);
        EXPECT_EQ(std::strtod(number(value).c_str(), nullptr), value);
    }
}

TEST(Spatial, AreasAndCollections) {
    Spatial polygon(0, 1, 0x04);
    polygon.u32(8).doubles({0, 0, 9, 0, 9, 9, 0, 0, 1, 1, 2, 1, 2, 2, 1, 1});
    polygon.figures({{2, 0}, {0, 4}}).shapes({{-1, 0, 3}});
    EXPECT_EQ(polygon.text(), "POLYGON ((0 0, 9 0, 9 9, 0 0), (1 1, 2 1, 2 2, 1 1))");
    Spatial many(0, 1, 0x04);
    many.u32(2).doubles({1, 1, 2, 2}).figures({{1, 0}, {1, 1}});
    many.shapes({{-1, 0, 4}, {0, 0, 1}, {0, -1, 1}, {0, 1, 1}});
    EXPECT_EQ(many.text(), "MULTIPOINT ((1 1), EMPTY, (2 2))");
    Spatial nested(0, 1, 0x04);
    nested.u32(3).doubles({1, 1, 2, 2, 3, 3}).figures({{1, 0}, {1, 1}});
    nested.shapes({{-1, 0, 7}, {0, 0, 1}, {0, 1, 7}, {2, 1, 2}, {0, -1, 7}});
    EXPECT_EQ(nested.text(),
              "GEOMETRYCOLLECTION (POINT (1 1), GEOMETRYCOLLECTION (LINESTRING "
              "(2 2, 3 3)), GEOMETRYCOLLECTION EMPTY)");
    Spatial areas(0, 1, 0x04);
    areas.u32(8).doubles({0, 0, 1, 0, 1, 1, 0, 0, 5, 5, 6, 5, 6, 6, 5, 5});
    areas.figures({{2, 0}, {2, 4}}).shapes({{-1, 0, 6}, {0, 0, 3}, {0, 1, 3}});
    EXPECT_EQ(areas.text(), "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))");
}

TEST(Spatial, CurvesOfVersion2) {
    Spatial arc(0, 2, 0x04);
    arc.u32(3).doubles({0, 0, 1, 1, 2, 0}).figures({{2, 0}}).shapes({{-1, 0, 8}}).segments({});
    EXPECT_EQ(arc.text(), "CIRCULARSTRING (0 0, 1 1, 2 0)");
    Spatial compound(0, 2, 0x04);
    compound.u32(6).doubles({0, 0, 1, 0, 2, 0, 3, 1, 4, 0, 5, 0});
    compound.figures({{3, 0}}).shapes({{-1, 0, 9}}).segments({2, 0, 3, 2});
    EXPECT_EQ(compound.text(),
              "COMPOUNDCURVE ((0 0, 1 0, 2 0), CIRCULARSTRING (2 0, 3 1, 4 0), "
              "(4 0, 5 0))");
    Spatial area(0, 2, 0x04);
    area.u32(10).doubles({0, 0, 1, 1, 2, 0, 1, -1, 0, 0, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0});
    area.figures({{2, 0}, {3, 5}}).shapes({{-1, 0, 10}}).segments({2, 0, 3});
    EXPECT_EQ(area.text(),
              "CURVEPOLYGON (CIRCULARSTRING (0 0, 1 1, 2 0, 1 -1, 0 0), "
              "COMPOUNDCURVE ((0 0, 1 0, 1 1), CIRCULARSTRING (1 1, 0 1, 0 0)))");
    Spatial globe(4326, 2, 0x24);
    globe.u32(0).figures({}).shapes({{-1, -1, 11}}).segments({});
    EXPECT_EQ(globe.text(SpatialKind::geography), "FULLGLOBE");
}

TEST(Spatial, RefusesWhatDoesNotHold) {
    EXPECT_THROW(Spatial(0, 3, 0x0C).doubles({1, 2}).text(), FormatError);
    EXPECT_THROW(Spatial(0, 1, 0x0C).doubles({1}).text(), FormatError);
    EXPECT_THROW(Spatial(0, 1, 0x18).doubles({1, 2}).text(), FormatError);
    EXPECT_THROW(Spatial(0, 1, 0).u32(0xFFFFFFFF).text(), FormatError);
    EXPECT_THROW(Spatial(0, 1, 0).u32(0).figures({}).shapes({}).text(), FormatError);
    EXPECT_THROW(Spatial(0, 1, 0).u32(0).figures({}).shapes({{0, -1, 1}}).text(), FormatError);
    EXPECT_THROW(Spatial(0, 1, 0).u32(0).figures({{1, 7}}).shapes({{-1, 0, 1}}).text(),
                 FormatError);
    Spatial wrong(0, 2, 0x04);
    wrong.u32(3).doubles({0, 0, 1, 1, 2, 0}).figures({{3, 0}}).shapes({{-1, 0, 9}}).segments({2});
    EXPECT_THROW(wrong.text(), FormatError);
    Spatial deep(0, 1, 0);
    deep.u32(0).figures({});
    deep.out.u32(5000);
    for (int i = 0; i < 5000; ++i) {
        deep.out.le(int32_t(i - 1));
        deep.out.le(int32_t(-1));
        deep.out.u8(7);
    }
    EXPECT_THROW(deep.text(), FormatError);
}

}  // namespace
}  // namespace gantry::types
