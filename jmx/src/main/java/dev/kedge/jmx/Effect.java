package dev.kedge.jmx;

import javax.management.MBeanOperationInfo;

/** What an operation does to what is there, which decides who may call it. */
public enum Effect {
  /** Changes nothing and is quick. */
  READS(MBeanOperationInfo.INFO),

  /** Changes nothing, but takes its time, as it reads all of something. */
  INSPECTS(MBeanOperationInfo.INFO),

  /** Adds something or does work, and takes nothing away now or later. */
  SAFE(MBeanOperationInfo.ACTION),

  /**
   * Can't be undone, or makes a database of its own. What does so at once asks for a typed
   * confirmation; to schedule or to end that, and to move a hold on, is to say what may be missing
   * later.
   */
  IRREVERSIBLE(MBeanOperationInfo.ACTION);

  private final int impact;

  Effect(int impact) {
    this.impact = impact;
  }

  /** The impact as JMX has it. */
  int impact() {
    return impact;
  }
}
