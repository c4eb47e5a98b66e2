package io.keyturn.bench.memory;

import io.keyturn.Secrets;
import io.keyturn.bench.Figures;
import io.keyturn.bench.Subject;
import io.keyturn.testkit.ManualTime;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jol.info.GraphLayout;

/**
 * Bytes of a bundle of two names beyond its values, with all that is reached from {@code Secrets}:
 * {@code footprint.bytes.<bundles>}, {@code footprint.slope.<low|high>}, and {@code
 * footprint.class.<class>} at the most bundles.
 *
 * <p>Without threads, through which all of the JVM is reached: time is manual, and tasks run where
 * they are caused.
 */
public final class Footprint implements Subject {
  private static final int FEW = 100;
  private static final int SOME = 1_000;
  private static final int MANY = 10_000;

  @Override
  public void measure(boolean quick, Figures to) {
    GraphLayout few = layout(FEW);
    GraphLayout some = layout(SOME);
    GraphLayout many = layout(MANY);
    to.put("footprint.bytes." + FEW, bytes(few, FEW));
    to.put("footprint.bytes." + SOME, bytes(some, SOME));
    to.put("footprint.bytes." + MANY, bytes(many, MANY));
    to.put("footprint.slope.low", slope(few, FEW, some, SOME));
    to.put("footprint.slope.high", slope(some, SOME, many, MANY));
    classes(many).forEach((name, bytes) -> to.put("footprint.class." + name, bytes));
    System.out.println(many.toFootprint());
  }

  private static GraphLayout layout(int bundles) {
    Secrets.Builder builder = ManyBundles.declare(bundles).time(new ManualTime());
    Secrets secrets = builder.executor(Runnable::run).startupTimeout(Duration.ofMinutes(5)).build();
    secrets.get("USER_1"); // it stands
    return GraphLayout.parseInstance(secrets);
  }

  private static double bytes(GraphLayout layout, int bundles) {
    return (double) layout.totalSize() / bundles - ManyBundles.VALUE_BYTES;
  }

  private static double slope(GraphLayout a, int bundlesOfA, GraphLayout b, int bundlesOfB) {
    return (double) (b.totalSize() - a.totalSize()) / (bundlesOfB - bundlesOfA)
        - ManyBundles.VALUE_BYTES;
  }

  /** Those that take 8 bytes of a bundle or more. */
  private static Map<String, Double> classes(GraphLayout layout) {
    Map<String, Double> bytes = new TreeMap<>();
    for (Class<?> type : layout.getClasses()) {
      double each = (double) layout.getClassSizes().count(type) / MANY;
      if (each >= 8) {
        bytes.merge(plain(type), each, Double::sum);
      }
    }
    return bytes;
  }

  /** Without the number that a lambda's class has in this JVM. */
  private static String plain(Class<?> type) {
    String name = type.isArray() ? type.getTypeName() : type.getName();
    return name.replaceAll("\\$\\$Lambda.*", "\\$Lambda");
  }
}
