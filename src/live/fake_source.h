#pragma once
// For tests: a fake server that answers the queries of this folder by view, as rows of named
// values. A view that is not given is answered without rows.

#include <map>
#include <string>
#include <vector>

#include "live/catalog_query.h"
#include "live/source.h"
#include "tdsclient/fake_server.h"

namespace gantry::live {

using FakeRow = std::map<std::string, std::string>;

struct FakeViews {
    int major = 16;
    std::map<std::string, std::vector<FakeRow>> rows;  // by CatalogQuery::view
    std::map<std::string, std::pair<int, std::string>> errors;
    std::map<std::string, std::string> missing_columns;          // one for a view
    std::map<std::string, tdsclient::FakeAnswer> other_batches;  // by their beginning

    tdsclient::FakeAnswer answer(const std::string& batch) const {
        for (const CatalogQuery* query : all_queries()) {
            const auto missing = missing_columns.find(std::string(query->view));
            if (batch == query_text(*query, major)) {
                if (missing != missing_columns.end()) {
                    return error(207, "Invalid column name '" + missing->second + "'.");
                }
                return answer_of(*query);
            }
            if (missing != missing_columns.end() &&
                batch == query_text(*query, major, {missing->second})) {
                return answer_of(*query);
            }
        }
        for (const auto& [begin, answer] : other_batches) {
            if (batch.starts_with(begin)) return answer;
        }
        return {};
    }

  private:
    static tdsclient::FakeAnswer error(int number, const std::string& message) {
        tdsclient::FakeAnswer out;
        out.error = number;
        out.message = message;
        return out;
    }

    tdsclient::FakeAnswer answer_of(const CatalogQuery& query) const {
        const std::string view(query.view);
        if (const auto refused = errors.find(view); refused != errors.end()) {
            return error(refused->second.first, refused->second.second);
        }
        tdsclient::FakeAnswer out;
        out.columns = query_columns(query);
        const auto given = rows.find(view);
        if (given == rows.end()) return out;
        for (const FakeRow& row : given->second) {
            std::vector<tdsclient::FakeAnswer::Value> values;
            for (const std::string& column : out.columns) {
                const auto value = row.find(column);
                values.push_back(value == row.end() ? tdsclient::FakeAnswer::Value()
                                                    : value->second);
            }
            out.rows.push_back(std::move(values));
        }
        return out;
    }
};

// The server and a source over it.
class FakeSource {
  public:
    explicit FakeSource(const FakeViews& views)
        : server_([views](const std::string& batch) { return views.answer(batch); }),
          source_(server_.options(), info_of(views)) {}

    Source& operator*() { return source_; }

  private:
    static ServerInfo info_of(const FakeViews& views) {
        ServerInfo out;
        out.major = views.major;
        out.sees_definitions = true;
        return out;
    }

    tdsclient::FakeServer server_;
    Source source_;
};

}  // namespace gantry::live
