// SPDX-License-Identifier: Apache-2.0
#include "engine/game/polytope_vertices.hpp"

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <new>
#include <string>

#include "engine/base/error.hpp"
#include "engine/base/file.hpp"
#include "engine/base/index.hpp"
#include "engine/base/out_of_memory.hpp"

// lrslib is C, and its header defines common words as macros: it comes last, and nothing else is compiled
// with it. GMP and MA name the variant of the library's functions that works on integers of any length.
#include <gmp.h>
extern "C" {
#define GMP
#define MA
#define OMIT_SIGNALS
#include <lrslib/lrsdriver.h>
#include <lrslib/lrslib.h>
}

namespace offramp {
namespace {

using boost::multiprecision::cpp_int;

// The library keeps its state in globals and reports to a stream.
std::mutex library_in_use;

// GMP's own end the program with abort() where memory is out.
void* allocated(std::size_t size) {
    void* memory = std::malloc(size);
    if (memory == nullptr) end_out_of_memory();
    return memory;
}

// lrslib does not look at what some of its allocations give, all of them small: it begins while there is
// room.
void require_room() {
    constexpr std::size_t kRoom = std::size_t{1} << 20;
    std::free(allocated(kRoom));
}

void* reallocated(void* old, std::size_t /*size*/, std::size_t size) {
    void* memory = std::realloc(old, size);
    if (memory == nullptr) end_out_of_memory();
    return memory;
}

class Silence {
  public:
    Silence() : null_(std::fopen("/dev/null", "w")) {
        if (null_ == nullptr) fail_at("/dev/null", PathUse::kOutput, "opened", system_error());
        require_room();
        mp_set_memory_functions(allocated, reallocated, nullptr);
        lrs_mp_init(0, null_, null_);
    }
    ~Silence() { std::fclose(null_); }
    Silence(const Silence&) = delete;
    Silence(Silence&&) = delete;
    Silence& operator=(const Silence&) = delete;
    Silence& operator=(Silence&&) = delete;

  private:
    std::FILE* null_;
};

void set_integer(mpz_t target, const cpp_int& value) {
    mpz_set_str(target, value.str().c_str(), 10);
}

cpp_int get_integer(const mpz_t value) {
    std::string digits(mpz_sizeinbase(value, 10) + 2, '\0');
    return cpp_int(mpz_get_str(digits.data(), 10, value));
}

// The dictionary of the search and the data behind it. Its rows are b + a x >= 0.
class ReverseSearch final : public VertexView {
  public:
    explicit ReverseSearch(const Polytope& polytope)
        : polytope_(polytope),
          data_(sized_data(polytope)),
          dictionary_(there(lrs_alloc_dic(data_))),
          output_(there(lrs_alloc_mp_vector(data_->n))) {
        const int n = polytope.dimensions;
        const int rows = n + static_cast<int>(polytope.rows.size());
        std::vector<Rational> row(at(n + 1));
        for (int k = 0; k < n; ++k) {
            row.assign(at(n + 1), 0);
            row[at(k + 1)] = 1;
            set_row(k + 1, row, GE);
        }
        for (int r = 0; r < std::ssize(polytope.rows); ++r) {
            row[0] = polytope.bounds[at(r)];
            for (int k = 0; k < n; ++k) row[at(k + 1)] = -polytope.rows[at(r)][at(k)];
            set_row(n + r + 1, row, GE);
        }
        if (polytope.on_simplex) {
            row.assign(at(n + 1), 1);
            row[0] = -1;
            set_row(rows + 1, row, EQ);
        }
    }

    ~ReverseSearch() override {
        lrs_clear_mp_vector(output_, data_->n);
        lrs_free_dic(data_->Qhead, data_);  // the whole ring of them, wherever the search stopped
        lrs_free_dat(data_);
    }
    ReverseSearch(const ReverseSearch&) = delete;
    ReverseSearch(ReverseSearch&&) = delete;
    ReverseSearch& operator=(const ReverseSearch&) = delete;
    ReverseSearch& operator=(ReverseSearch&&) = delete;

    // False where the polytope is empty.
    bool first() {
        lrs_mp_matrix linearities = nullptr;
        return lrs_getfirstbasis(&dictionary_, data_, &linearities, TRUE) != 0;
    }
    bool following() { return lrs_getnextbasis(&dictionary_, data_, FALSE) != 0; }

    // Whether this basis is the one that stands for its vertex.
    bool at_new_vertex() { return lrs_getsolution(dictionary_, data_, output_, 0) != 0; }

    Tight tight() const override {
        Tight result;
        const long last_variable = data_->lastdv;
        const auto mark = [&](long index) {
            const long row = data_->inequality[index - last_variable];
            if (row <= polytope_.dimensions + std::ssize(polytope_.rows))
                result.set(static_cast<std::size_t>(row - 1));
        };
        for (long j = 0; j < dictionary_->d; ++j) mark(dictionary_->C[j]);
        for (long i = last_variable + 1; i <= dictionary_->m; ++i) {
            if (mpz_sgn(dictionary_->A[dictionary_->Row[i]][0]) == 0) mark(dictionary_->B[i]);
        }
        return result;
    }

    std::vector<Rational> coordinates() const override {
        std::vector<Rational> point;
        const cpp_int denominator = get_integer(output_[0]);
        for (int k = 1; k <= polytope_.dimensions; ++k) {
            point.emplace_back(get_integer(output_[k]), denominator);
        }
        return point;
    }

  private:
    template <class Memory>
    static Memory* there(Memory* memory) {
        if (memory == nullptr) throw std::bad_alloc();
        return memory;
    }

    static lrs_dat* sized_data(const Polytope& polytope) {
        lrs_dat* data = there(lrs_alloc_dat("vertices"));
        data->m = polytope.dimensions + std::ssize(polytope.rows) + (polytope.on_simplex ? 1 : 0);
        data->n = polytope.dimensions + 1;
        data->messages = 0;
        return data;
    }

    void set_row(int number, const std::vector<Rational>& row, long kind) {
        lrs_mp_vector numerators = there(lrs_alloc_mp_vector(data_->n));
        lrs_mp_vector denominators = there(lrs_alloc_mp_vector(data_->n));
        for (std::size_t k = 0; k < row.size(); ++k) {
            set_integer(numerators[k], boost::multiprecision::numerator(row[k]));
            set_integer(denominators[k], boost::multiprecision::denominator(row[k]));
        }
        lrs_set_row_mp(dictionary_, data_, number, numerators, denominators, kind);
        lrs_clear_mp_vector(numerators, data_->n);
        lrs_clear_mp_vector(denominators, data_->n);
    }

    const Polytope& polytope_;
    lrs_dat* data_;
    lrs_dic* dictionary_;
    lrs_mp_vector output_;
};

}  // namespace

bool lists_vertices() {
    return true;
}

bool for_each_vertex(const Polytope& polytope, long long most_bases,
                     const std::function<bool(const VertexView&)>& visit) {
    ensure(polytope.dimensions + std::ssize(polytope.rows) <= kMostInequalities,
           "a polytope has at most kMostInequalities inequalities");
    const std::lock_guard lock(library_in_use);
    const Silence silence;
    ReverseSearch search(polytope);
    if (!search.first()) return true;
    long long bases = 0;
    do {
        if (search.at_new_vertex() && !visit(search)) return false;
        if (++bases >= most_bases) return false;
    } while (search.following());
    return true;
}

}  // namespace offramp
