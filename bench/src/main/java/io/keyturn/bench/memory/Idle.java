package io.keyturn.bench.memory;

import com.sun.management.OperatingSystemMXBean;
import io.keyturn.Secrets;
import io.keyturn.bench.Figures;
import io.keyturn.bench.Subject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** {@code idle.cpu-seconds}: what 10,000 bundles cost in ten minutes in which nobody reads. */
public final class Idle implements Subject {
  private static final int BUNDLES = 10_000;

  @Override
  public void measure(boolean quick, Figures to) throws InterruptedException {
    OperatingSystemMXBean machine =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (Secrets secrets =
        ManyBundles.declare(BUNDLES).startupTimeout(Duration.ofMinutes(2)).build()) {
      secrets.get("USER_1"); // it stands
      long before = machine.getProcessCpuTime();
      TimeUnit.SECONDS.sleep(quick ? 2 : 600);
      to.put("idle.cpu-seconds", (machine.getProcessCpuTime() - before) / 1e9);
    }
  }
}
