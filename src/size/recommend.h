#pragma once
// Which size of Azure SQL Managed Instance: for each tier and hardware the cheapest that fits, in
// order of relative cost, with reasons for and against. Pure.

#include <optional>
#include <string>
#include <vector>

#include "size/aggregate.h"
#include "size/cost.h"
#include "size/fit.h"

namespace gantry::size {

struct RecommendOptions {
    std::vector<Tier> tiers = {};         // empty: all
    std::vector<Hardware> hardware = {};  // empty: all
    double scaling_percent = 100;         // of every need that grows with the work
    double headroom_percent = 30;         // that `headroom` leaves above that
    CostFactors cost = {};
};

// How often a size would have been at its limit, in percent of the windows measured.
struct Throttling {
    std::optional<double> cpu, memory, iops, throughput, log_rate, any;
};

struct Candidate {
    Fit fit;
    Cost cost;
    int ranking = -1;  // 0 best; -1: does not fit
    std::vector<std::string> positive, negative;
    Throttling throttling;
};

// Candidates for one need.
struct Choice {
    double factor = 1;                         // that the measured need was multiplied by
    Need need;                                 // after it
    std::vector<Candidate> candidates;         // by ranking, those that do not fit last
    std::optional<Candidate> smaller, larger;  // than the best, in its tier and hardware

    const Candidate* best() const {
        return candidates.empty() || candidates[0].ranking != 0 ? nullptr : &candidates[0];
    }
};

struct Recommendation {
    Choice baseline;
    Choice headroom;
    // The cheapest size that would have been at a limit in no more windows than the percentile
    // leaves out, of all resources together; absent when nothing was measured or nothing fits.
    std::optional<Candidate> time_series;
    std::vector<std::string> advice;  // when nothing fits, or what to do first
};

Recommendation recommend(const Aggregated& workload, const RecommendOptions& options);

// "General Purpose, standard-series (Gen5), 4 vCores, 20.4 GB of memory, 32 GB of storage"
std::string candidate_text(const Candidate& candidate);

}  // namespace gantry::size
