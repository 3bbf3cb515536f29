#include "backup/writer/xpress_encoder.h"

#include <algorithm>
#include <array>
#include <bit>
#include <queue>

namespace gantry::backup {

namespace {

constexpr size_t k_symbols = 512;
constexpr size_t k_length_max = 15;
constexpr size_t k_match_min = 3;
constexpr size_t k_end_symbol = 256;
constexpr size_t k_hash_bits = 13;

struct Token {
    uint16_t symbol;
    uint32_t length = 0;  // of a match; 0: a literal
    uint32_t distance = 0;
};

uint32_t hash_of(const uint8_t* p) {
    uint32_t three = uint32_t(p[0]) | uint32_t(p[1]) << 8 | uint32_t(p[2]) << 16;
    return three * 2654435761u >> (32 - k_hash_bits);
}

Token match_token(size_t length, size_t distance) {
    auto bits = uint16_t(std::bit_width(distance) - 1);
    auto stored = uint16_t(std::min<size_t>(length - k_match_min, 15));
    return {uint16_t(256 + bits * 16 + stored), uint32_t(length), uint32_t(distance)};
}

std::vector<Token> find_matches(ByteSpan in) {
    std::vector<Token> out;
    std::vector<int32_t> last(size_t(1) << k_hash_bits, -1);
    for (size_t at = 0; at < in.size();) {
        size_t length = 0, distance = 0;
        if (at + k_match_min <= in.size()) {
            int32_t& candidate = last[hash_of(in.data() + at)];
            if (candidate >= 0) {
                distance = at - size_t(candidate);
                size_t most = in.size() - at;
                while (length < most && in[size_t(candidate) + length] == in[at + length])
                    ++length;
            }
            candidate = int32_t(at);
        }
        if (length >= k_match_min) {
            out.push_back(match_token(length, distance));
            at += length;
        } else {
            out.push_back({in[at]});
            ++at;
        }
    }
    out.push_back({uint16_t(k_end_symbol), 0, 0});
    return out;
}

// Depths of the leaves of a Huffman tree.
std::array<uint8_t, k_symbols> tree_depths(const std::array<uint32_t, k_symbols>& weights) {
    struct Node {
        uint64_t weight;
        int left, right;
    };
    std::vector<Node> nodes;
    using Item = std::pair<uint64_t, int>;
    std::priority_queue<Item, std::vector<Item>, std::greater<>> heap;
    for (size_t i = 0; i < k_symbols; ++i) {
        nodes.push_back({weights[i], -1, -1});
        if (weights[i] != 0) heap.push({weights[i], int(i)});
    }
    while (heap.size() > 1) {
        Item a = heap.top();
        heap.pop();
        Item b = heap.top();
        heap.pop();
        nodes.push_back({a.first + b.first, a.second, b.second});
        heap.push({a.first + b.first, int(nodes.size()) - 1});
    }
    std::array<uint8_t, k_symbols> depths{};
    std::vector<std::pair<int, uint8_t>> todo{{heap.top().second, uint8_t(0)}};
    while (!todo.empty()) {
        auto [node, depth] = todo.back();
        todo.pop_back();
        if (node < int(k_symbols)) {
            depths[size_t(node)] = depth;
            continue;
        }
        todo.push_back({nodes[size_t(node)].left, uint8_t(depth + 1)});
        todo.push_back({nodes[size_t(node)].right, uint8_t(depth + 1)});
    }
    return depths;
}

std::array<uint8_t, k_symbols> code_lengths(const std::vector<Token>& tokens) {
    std::array<uint32_t, k_symbols> weights{};
    for (const Token& token : tokens)
        ++weights[token.symbol];
    // A code needs two symbols.
    if (std::count_if(weights.begin(), weights.end(), [](uint32_t w) { return w > 0; }) < 2) {
        ++weights[weights[0] == 0 ? 0 : 1];
    }
    for (;;) {
        std::array<uint8_t, k_symbols> lengths = tree_depths(weights);
        if (*std::max_element(lengths.begin(), lengths.end()) <= k_length_max) return lengths;
        // Flatter weights give a flatter tree.
        for (uint32_t& weight : weights)
            weight = weight == 0 ? 0 : weight / 2 + 1;
    }
}

std::array<uint16_t, k_symbols> canonical_codes(const std::array<uint8_t, k_symbols>& lengths) {
    std::array<uint16_t, k_symbols> codes{};
    uint32_t code = 0;
    for (uint32_t length = 1; length <= k_length_max; ++length) {
        code <<= 1;
        for (size_t symbol = 0; symbol < k_symbols; ++symbol) {
            if (lengths[symbol] == length) codes[symbol] = uint16_t(code++);
        }
    }
    return codes;
}

// Two words are always open, since the reader is that far ahead when it takes single bytes.
class BitOutput {
  public:
    explicit BitOutput(Bytes& out) : out_(out), first_(out.size()), second_(out.size() + 2) {
        out_.resize(out_.size() + 4);
    }
    void put(uint32_t value, uint32_t size) {
        if (size <= free_) {
            word_ = word_ << size | value;
            free_ -= size;
            return;
        }
        uint32_t over = size - free_;
        close_word(word_ << free_ | value >> over);
        word_ = value & ((1u << over) - 1);
        free_ = 16 - over;
    }
    void byte(uint8_t value) { out_.push_back(value); }
    void word(uint16_t value) {
        byte(uint8_t(value));
        byte(uint8_t(value >> 8));
    }
    void finish() { store_le<uint16_t>(out_.data() + first_, uint16_t(word_ << free_)); }

  private:
    void close_word(uint32_t value) {
        store_le<uint16_t>(out_.data() + first_, uint16_t(value));
        first_ = second_;
        second_ = out_.size();
        out_.resize(out_.size() + 2);
    }

    Bytes& out_;
    size_t first_, second_;
    uint32_t word_ = 0;
    uint32_t free_ = 16;
};

void put_token(const Token& token, BitOutput& out) {
    if (token.length == 0) return;
    size_t extra = token.length - k_match_min;
    if (extra >= 15) {
        if (extra < 15 + 255) {
            out.byte(uint8_t(extra - 15));
        } else {
            out.byte(255);
            out.word(uint16_t(extra));
        }
    }
    auto bits = uint32_t(std::bit_width(token.distance) - 1);
    out.put(token.distance - (1u << bits), bits);
}

}  // namespace

Bytes xpress_huffman_encode(ByteSpan in) {
    std::vector<Token> tokens = find_matches(in);
    std::array<uint8_t, k_symbols> lengths = code_lengths(tokens);
    std::array<uint16_t, k_symbols> codes = canonical_codes(lengths);
    Bytes out(k_symbols / 2);
    for (size_t symbol = 0; symbol < k_symbols; ++symbol) {
        uint8_t nibble = uint8_t(symbol % 2 == 0 ? lengths[symbol] : lengths[symbol] << 4);
        out[symbol / 2] = uint8_t(out[symbol / 2] | nibble);
    }
    BitOutput bits(out);
    for (const Token& token : tokens) {
        bits.put(codes[token.symbol], lengths[token.symbol]);
        put_token(token, bits);
    }
    bits.finish();
    return out;
}

}  // namespace gantry::backup
