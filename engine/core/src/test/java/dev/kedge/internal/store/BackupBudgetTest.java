package dev.kedge.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BackupBudgetTest {

  private static final int PIECE = (4 << 20) + 12;
  private static final long MIB = 1 << 20;

  @Test
  void aSmallHeapHoldsFewPieces() {
    assertEquals(new BackupBudget(2, 3), BackupBudget.of(PIECE, 64 * MIB, 2));
    assertEquals(new BackupBudget(3, 3), BackupBudget.of(PIECE, 64 * MIB, 16));
    assertEquals(new BackupBudget(2, 2), BackupBudget.of(PIECE, 16 * MIB, 16));
  }

  @Test
  void aLargeHeapHoldsWhatTheThreadsCanUse() {
    assertEquals(new BackupBudget(1, 3), BackupBudget.of(PIECE, 4096 * MIB, 1));
    assertEquals(new BackupBudget(2, 4), BackupBudget.of(PIECE, 4096 * MIB, 2));
    assertEquals(new BackupBudget(4, 6), BackupBudget.of(PIECE, Long.MAX_VALUE, 64));
  }

  @Test
  void smallPiecesAreCountedAsTheRegionsTheyTake() {
    assertEquals(new BackupBudget(4, 4), BackupBudget.of(12, 16 * MIB, 8));
  }
}
