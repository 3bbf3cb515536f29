#include "catalog/instance/configuration_names.h"

#include <algorithm>
#include <string_view>

namespace gantry::catalog {

namespace {

struct Option {
    int32_t id;
    std::string_view name;
};

// By number, as sys.configurations lists them.
constexpr Option k_options[] = {
    {101, "recovery interval (min)"},
    {102, "allow updates"},
    {103, "user connections"},
    {106, "locks"},
    {107, "open objects"},
    {109, "fill factor (%)"},
    {114, "disallow results from triggers"},
    {115, "nested triggers"},
    {116, "server trigger recursion"},
    {117, "remote access"},
    {124, "default language"},
    {400, "cross db ownership chaining"},
    {503, "max worker threads"},
    {505, "network packet size (B)"},
    {518, "show advanced options"},
    {542, "remote proc trans"},
    {544, "c2 audit mode"},
    {1126, "default full-text language"},
    {1127, "two digit year cutoff"},
    {1505, "index create memory (KB)"},
    {1517, "priority boost"},
    {1519, "remote login timeout (s)"},
    {1520, "remote query timeout (s)"},
    {1531, "cursor threshold"},
    {1532, "set working set size"},
    {1534, "user options"},
    {1535, "affinity mask"},
    {1536, "max text repl size (B)"},
    {1537, "media retention"},
    {1538, "cost threshold for parallelism"},
    {1539, "max degree of parallelism"},
    {1540, "min memory per query (KB)"},
    {1541, "query wait (s)"},
    {1543, "min server memory (MB)"},
    {1544, "max server memory (MB)"},
    {1545, "query governor cost limit"},
    {1546, "lightweight pooling"},
    {1547, "scan for startup procs"},
    {1549, "affinity64 mask"},
    {1550, "affinity I/O mask"},
    {1551, "affinity64 I/O mask"},
    {1555, "transform noise words"},
    {1556, "precompute rank"},
    {1557, "PH timeout (s)"},
    {1562, "clr enabled"},
    {1563, "max full-text crawl range"},
    {1564, "ft notify bandwidth (min)"},
    {1565, "ft notify bandwidth (max)"},
    {1566, "ft crawl bandwidth (min)"},
    {1567, "ft crawl bandwidth (max)"},
    {1568, "default trace enabled"},
    {1569, "blocked process threshold (s)"},
    {1570, "in-doubt xact resolution"},
    {1573, "user instance timeout"},  // of Express editions, like the next
    {1575, "user instances enabled"},
    {1576, "remote admin connections"},
    {1577, "common criteria compliance enabled"},
    {1578, "EKM provider enabled"},
    {1579, "backup compression default"},
    {1580, "filestream access level"},
    {1581, "optimize for ad hoc workloads"},
    {1582, "access check cache bucket count"},
    {1583, "access check cache quota"},
    {1584, "backup checksum default"},
    {1585, "automatic soft-NUMA disabled"},
    {1586, "external scripts enabled"},
    {1587, "clr strict security"},
    {1588, "column encryption enclave type"},
    {1589, "tempdb metadata memory-optimized"},
    {1591, "ADR cleaner retry timeout (min)"},
    {1592, "ADR Preallocation Factor"},
    {1593, "version high part of SQL Server"},
    {1594, "version low part of SQL Server"},
    {1598, "ADR Cleaner Thread Count"},
    {1599, "hardware offload enabled"},
    {1600, "hardware offload config"},
    {1601, "hardware offload mode"},
    {1602, "backup compression algorithm"},
    {16384, "Agent XPs"},
    {16386, "Database Mail XPs"},
    {16387, "SMO and DMO XPs"},
    {16388, "Ole Automation Procedures"},
    {16390, "xp_cmdshell"},
    {16391, "Ad Hoc Distributed Queries"},
    {16392, "Replication XPs"},
    {16393, "contained database authentication"},
    {16394, "hadoop connectivity"},
    {16395, "polybase network encryption"},
    {16396, "remote data archive"},
    {16397, "allow polybase export"},
    {16398, "allow filesystem enumeration"},
    {16399, "polybase enabled"},
    {16400, "suppress recovery model errors"},
    {16401, "openrowset auto_create_statistics"},
    {16402, "external rest endpoint enabled"},
};

}  // namespace

std::string configuration_name(int32_t id) {
    const Option* end = std::end(k_options);
    const Option* found =
        std::lower_bound(std::begin(k_options), end, id,
                         [](const Option& option, int32_t wanted) { return option.id < wanted; });
    return found != end && found->id == id ? std::string(found->name) : std::to_string(id);
}

}  // namespace gantry::catalog
