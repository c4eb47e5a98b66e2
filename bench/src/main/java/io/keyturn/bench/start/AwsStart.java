package io.keyturn.bench.start;

import io.keyturn.bench.Figures;
import io.keyturn.bench.Median;
import io.keyturn.bench.Subject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The time until 200 AWS secrets can be read, in milliseconds: {@code aws-start.<way>.first}, in a
 * JVM that has done nothing yet, and {@code aws-start.<way>.median}, of five more starts in it;
 * {@code aws-start.<way>.calls}, of one start.
 */
public final class AwsStart implements Subject {
  private static final int SECRETS = 200;

  /** Who starts. */
  public enum Way {
    /** Keyturn. */
    KEYTURN("keyturn") {
      @Override
      void start(URI endpoint, List<String> ids) {
        AwsReaders.keyturn(endpoint, ids);
      }
    },
    /** caching-java, one secret after the other. */
    CACHING_JAVA("caching-java") {
      @Override
      void start(URI endpoint, List<String> ids) throws Exception {
        AwsReaders.cachingJava(endpoint, ids, 1);
      }
    },
    /** caching-java, with eight threads. */
    CACHING_JAVA_8("caching-java-8") {
      @Override
      void start(URI endpoint, List<String> ids) throws Exception {
        AwsReaders.cachingJava(endpoint, ids, 8);
      }
    };

    /** How it is called in figures. */
    public final String label;

    Way(String label) {
      this.label = label;
    }

    abstract void start(URI endpoint, List<String> ids) throws Exception;
  }

  private final Way way;

  /**
   * The start of one of them.
   *
   * @param way who starts
   */
  public AwsStart(Way way) {
    this.way = way;
  }

  @Override
  public void measure(boolean quick, Figures to) throws Exception {
    System.setProperty("aws.accessKeyId", "nobody");
    System.setProperty("aws.secretAccessKey", "nothing");
    List<String> ids =
        IntStream.range(0, quick ? 20 : SECRETS).mapToObj(i -> "app/secret-" + i).toList();
    String name = "aws-start." + way.label + ".";
    try (SecretsManagerStub stub = new SecretsManagerStub()) {
      to.put(name + "first", millis(stub, ids));
      to.put(name + "calls", stub.calls.get());
      List<Double> more = new ArrayList<>();
      for (int i = 0; i < (quick ? 1 : 5); i++) {
        more.add(millis(stub, ids));
      }
      to.put(name + "median", Median.of(more));
    }
  }

  private double millis(SecretsManagerStub stub, List<String> ids) throws Exception {
    long begin = System.nanoTime();
    way.start(stub.address(), ids);
    return (System.nanoTime() - begin) / 1e6;
  }
}
