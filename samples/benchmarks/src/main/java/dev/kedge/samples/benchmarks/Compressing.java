package dev.kedge.samples.benchmarks;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/** The physical limit of a compressed backup beside the copy: LZ4 in memory on all cores. */
final class Compressing {

  private static final int PIECE_BYTES = 4 << 20;
  private static final int MAX_PIECES = 64;

  private Compressing() {}

  /**
   * Compresses up to 256 MiB, taken evenly from a file into memory first, each piece by one thread.
   *
   * @return bytes of the file that were compressed in a second
   */
  static double bytesPerSecond(Path file) throws Exception {
    List<byte[]> pieces = pieces(file);
    long bytes = pieces.stream().mapToLong(piece -> piece.length).sum();
    int threads = Runtime.getRuntime().availableProcessors();
    compress(pieces, threads); // so that it is compiled and the memory is there
    return bytes / Stopwatch.seconds(() -> compress(pieces, threads));
  }

  private static List<byte[]> pieces(Path file) throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long inFile = Math.max(1, in.length() / PIECE_BYTES);
      long step = Math.max(1, inFile / MAX_PIECES);
      for (long piece = 0; piece < inFile && pieces.size() < MAX_PIECES; piece += step) {
        in.seek(piece * PIECE_BYTES);
        byte[] bytes = new byte[(int) Math.min(PIECE_BYTES, in.length() - in.getFilePointer())];
        in.readFully(bytes);
        pieces.add(bytes);
      }
    }
    return pieces;
  }

  private static void compress(List<byte[]> pieces, int threads) throws Exception {
    Parallel.run(threads, first -> compressEach(pieces, first, threads));
  }

  private static void compressEach(List<byte[]> pieces, int first, int step) {
    LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();
    byte[] out = new byte[compressor.maxCompressedLength(PIECE_BYTES)];
    for (int i = first; i < pieces.size(); i += step) {
      compressor.compress(pieces.get(i), out);
    }
  }
}
