// SPDX-License-Identifier: Apache-2.0
#include "analysis/totals_codec.hpp"

#include <bit>
#include <cstdint>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"

namespace offramp {
namespace {

constexpr char kTotalsVersion = kQuantities - 25;  // a number more that is summed is another format
constexpr std::size_t kChecksumBytes = 8;

__extension__ using UInt128 = unsigned __int128;

[[noreturn]] void refuse_totals(const char* why) {
    throw RuntimeFailure(std::string("damaged totals: ") + why);
}

template <class T>
concept HasFields = requires(T& value) {
    T::fields(value, value);
};

// Integers in groups of seven bits, the lowest first (LEB128); signed ones with the sign in the lowest bit.
// Most sums are far shorter than 128 bits.
class TotalsWriter {
  public:
    std::string bytes;

    void operator()(const auto&... values) { (put(values), ...); }

  private:
    void put(UInt128 value) {
        for (; value >= 0x80; value >>= 7)
            bytes += static_cast<char>(0x80U | static_cast<unsigned>(value & 0x7F));
        bytes += static_cast<char>(value);
    }
    void put(std::uint64_t value) { put(UInt128{value}); }
    void put(Int128 value) {
        const auto bits = static_cast<UInt128>(value);
        put(value < 0 ? ~(bits << 1) : bits << 1);
    }
    void put(Fixed value) { put(Int128{value}); }
    void put(double value) { put(std::bit_cast<std::uint64_t>(value)); }
    void put(const std::string& text) {
        put(std::uint64_t{text.size()});
        bytes += text;
    }
    template <class T>
    void put(const std::vector<T>& list) {
        put(std::uint64_t{list.size()});
        for (const T& item : list) put(item);
    }
    template <class T, std::size_t N>
    void put(const std::array<T, N>& list) {
        for (const T& item : list) put(item);
    }
    template <class K, class V>
    void put(const std::map<K, V>& map) {
        put(std::uint64_t{map.size()});
        for (const auto& [key, value] : map) (*this)(key, value);
    }
    template <HasFields T>
    void put(const T& value) {
        T::fields(*this, value);
    }
};

class TotalsReader {
  public:
    explicit TotalsReader(std::string_view bytes) : rest_(bytes) {}

    void operator()(auto&... values) { (get(values), ...); }
    bool at_end() const { return rest_.empty(); }

  private:
    void get(UInt128& value) {
        value = 0;
        for (unsigned shift = 0;; shift += 7) {
            if (rest_.empty() || shift > 126) refuse_totals("a number does not end");
            const auto byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            const UInt128 group = byte & 0x7FU;
            value |= group << shift;
            if (value >> shift != group) refuse_totals("a number is out of range");
            if (byte >= 0x80) continue;
            if (byte == 0 && shift > 0) refuse_totals("a number is written at more length than it takes");
            return;
        }
    }
    void get(std::uint64_t& value) {
        UInt128 wide = 0;
        get(wide);
        if (wide > std::numeric_limits<std::uint64_t>::max()) refuse_totals("a count is out of range");
        value = static_cast<std::uint64_t>(wide);
    }
    void get(Int128& value) {
        UInt128 bits = 0;
        get(bits);
        value = static_cast<Int128>((bits & 1U) != 0 ? ~(bits >> 1) : bits >> 1);
    }
    void get(Fixed& value) {
        Int128 wide = 0;
        get(wide);
        value = static_cast<Fixed>(wide);
        if (value != wide) refuse_totals("a value is out of range");
    }
    void get(double& value) {
        std::uint64_t bits = 0;
        get(bits);
        value = std::bit_cast<double>(bits);
    }
    // Of what follows; each item takes at least one byte.
    std::uint64_t get_size() {
        std::uint64_t size = 0;
        get(size);
        if (size > rest_.size()) refuse_totals("a list is longer than the bytes");
        return size;
    }
    void get(std::string& text) {
        const std::uint64_t size = get_size();
        text = rest_.substr(0, size);
        rest_.remove_prefix(size);
    }
    template <class T>
    void get(std::vector<T>& list) {
        list.assign(get_size(), T{});
        for (T& item : list) get(item);
    }
    template <class T, std::size_t N>
    void get(std::array<T, N>& list) {
        for (T& item : list) get(item);
    }
    template <class K, class V>
    void get(std::map<K, V>& map) {
        map.clear();
        for (std::uint64_t left = get_size(); left > 0; --left) {
            K key{};
            get(key);
            if (!map.empty() && !(map.rbegin()->first < key)) refuse_totals("a list is out of order");
            get(map[key]);
        }
    }
    template <HasFields T>
    void get(T& value) {
        T::fields(*this, value);
    }

    std::string_view rest_;
};

std::string checksum_bytes(std::string_view bytes) {
    const std::uint64_t sum = checksum(bytes);
    std::string text;
    for (unsigned shift = 0; shift < 64; shift += 8) text += static_cast<char>(sum >> shift & 0xFFU);
    return text;
}

}  // namespace

std::string encode_totals(const OutcomeTotals& totals) {
    TotalsWriter writer;
    writer.bytes += kTotalsVersion;
    writer(totals);
    return writer.bytes + checksum_bytes(writer.bytes);
}

OutcomeTotals decode_totals(std::string_view bytes) {
    if (bytes.size() <= kChecksumBytes + 1) refuse_totals("they are too short");
    const std::string_view body = bytes.substr(0, bytes.size() - kChecksumBytes);
    if (checksum_bytes(body) != bytes.substr(body.size())) refuse_totals("their checksum does not hold");
    if (body.front() != kTotalsVersion) {
        throw RuntimeFailure("the totals are of another version (" +
                             std::to_string(static_cast<int>(body.front())) + ")");
    }
    OutcomeTotals totals(1);
    TotalsReader reader(body.substr(1));
    reader(totals);
    if (!reader.at_end() || totals.war_rung() < 1) refuse_totals("they do not add up");
    return totals;
}

}  // namespace offramp
