package dev.kedge.internal.io;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What the machine, or the container this process runs in, has for the page cache. */
final class SystemMemory {

  /**
   * Half of what the largest heap leaves: the other half is for whatever else runs. Loaded with
   * this class, as the beans of management take a while to come up.
   */
  static final long CACHE_BYTES = Math.max(0, total() - Runtime.getRuntime().maxMemory()) / 2;

  private SystemMemory() {}

  private static long total() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
