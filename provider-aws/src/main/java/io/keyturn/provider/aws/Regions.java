package io.keyturn.provider.aws;

import io.keyturn.secret.SecretBundle.Remark;
import io.keyturn.secret.SecretException.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The regions of a store, its own first: another one is asked while that is away.
 *
 * <p>Which one answers is remembered, so that only the first request waits for a region that hangs.
 * The first region is asked again after a while, by one request, or when the one that answers fails
 * too. Since a replica may be missing or late, only the first region says for sure that there is no
 * such secret: AWS Secrets Manager User Guide, "Replicate AWS Secrets Manager secrets across
 * Regions". Thread-safe.
 */
final class Regions implements AutoCloseable {
  private final List<StoreRegion> regions;
  private final StoreRegion first;
  private final RegionMemory memory;

  Regions(List<StoreRegion> regions, LongSupplier nanoTime) {
    this.regions = List.copyOf(regions);
    this.first = regions.get(0);
    this.memory = new RegionMemory(first, nanoTime);
  }

  /**
   * What a region has answered.
   *
   * @param remark that it is not the first one, if so
   */
  record Answer<T>(T value, Optional<Remark> remark) {}

  /** Asks the region that answers. What a request throws comes through, or an AwayException. */
  <T> Answer<T> ask(Function<StoreRegion, T> request) {
    return regions.size() == 1
        ? new Answer<>(request.apply(first), Optional.empty())
        : askInTurn(request);
  }

  private <T> Answer<T> askInTurn(Function<StoreRegion, T> request) {
    Map<StoreRegion, RuntimeException> failures = new LinkedHashMap<>();
    for (StoreRegion region : memory.order(regions)) {
      if (region == first && isAnyDefinite(failures)) {
        continue; // nothing is wrong with the one that answers: the first has its time
      }
      try {
        T value = request.apply(region);
        memory.answered(region, failures.containsKey(first));
        return new Answer<>(value, memory.remark(region));
      } catch (RuntimeException e) {
        if (!isLeft(region, e)) {
          throw e;
        }
        failures.put(region, e);
      }
    }
    throw away(failures);
  }

  private static boolean isAnyDefinite(Map<StoreRegion, RuntimeException> failures) {
    return failures.values().stream().anyMatch(e -> AwsErrors.kind(e) != Kind.UNAVAILABLE);
  }

  /** Whether another region may do: for the first if it is away, for others whatever they say. */
  private boolean isLeft(StoreRegion region, RuntimeException e) {
    if (region == first && AwsErrors.isRegional(e)) {
      memory.left(AwsErrors.reason(e));
      return true;
    }
    if (region == first) {
      if (AwsErrors.isAnswer(e)) {
        memory.answered(first, false);
      }
      return false;
    }
    if (AwsErrors.isInterrupted(e) || AwsErrors.isTooLarge(e)) {
      return false;
    }
    if (AwsErrors.kind(e) != Kind.UNAVAILABLE) {
      memory.missed();
    }
    return true;
  }

  private AwayException away(Map<StoreRegion, RuntimeException> failures) {
    String asked =
        failures.entrySet().stream()
            .map(failure -> failure.getKey() + ": " + AwsErrors.reason(failure.getValue()))
            .collect(Collectors.joining("; "));
    String before = failures.containsKey(first) ? "" : first + ": " + memory.why() + "; ";
    return new AwayException(before + asked, failures.values());
  }

  /** The store's own region, in which its ARNs are. */
  String home() {
    return first.id();
  }

  @Override
  public void close() {
    regions.forEach(StoreRegion::close);
  }

  /** The region that answers. */
  @Override
  public String toString() {
    return memory.toString();
  }
}
