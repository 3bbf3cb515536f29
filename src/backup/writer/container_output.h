#pragma once
// The MSSQLBAK container being written: pieces of an MTF stream become compressed records, filemark
// blocks stand as they are. Appends to a byte buffer; the caller writes that out. Not thread-safe.
// Facts: docs/formats/mssqlbak.md.

#include "base/bytes.h"

namespace gantry::backup {

struct ContainerFormat {
    uint32_t version = 2;  // 1: as SQL Server 2008 to 2012
    uint32_t filemark_size = 0x200;
};

class ContainerOutput {
  public:
    // Appends the file header to `out`, which must outlive this.
    ContainerOutput(const ContainerFormat& format, Bytes& out);

    // A piece of the stream, in order: any number of bytes.
    void write(ByteSpan stream);
    // Records end here, and the block stands at a multiple of its size.
    void filemark(ByteSpan block);
    // The last record. What was written so far must be a whole number of 512 bytes.
    void finish();

  private:
    void flush_pending();
    void put_record(ByteSpan plain);
    void put_padding();
    uint64_t position() const { return flushed_ + out_.size(); }

  public:
    // The caller took the buffer's bytes away.
    void taken(uint64_t bytes) { flushed_ += bytes; }

  private:
    ContainerFormat format_;
    Bytes& out_;
    uint64_t flushed_ = 0;
    Bytes pending_;
};

}  // namespace gantry::backup
