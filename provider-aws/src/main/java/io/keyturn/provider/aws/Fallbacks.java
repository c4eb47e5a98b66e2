package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.regions.Region;

/** The regions that a store is asked in when its own is away, as they are configured. */
final class Fallbacks {
  private Fallbacks() {}

  /** One of them, and its address where that is not AWS's own. */
  record Fallback(Region region, Optional<URI> endpoint) {}

  /** In the order in which they are asked; none for most stores. */
  static List<Fallback> of(ProviderSettings settings) {
    List<String> endpoints = entries(settings, AwsKeys.FALLBACK_ENDPOINTS);
    List<Fallback> fallbacks = new ArrayList<>();
    for (String region : entries(settings, AwsKeys.FALLBACK_REGIONS)) {
      Optional<URI> endpoint =
          endpoints.isEmpty()
              ? Optional.empty()
              : Optional.of(URI.create(endpoints.get(fallbacks.size())));
      fallbacks.add(new Fallback(Region.of(region), endpoint));
    }
    return fallbacks;
  }

  /**
   * Each region's part of a store's {@code timeout}: all are asked within it, also where all but
   * the last hang.
   */
  static Duration share(ProviderSettings settings) {
    int regions = 1 + entries(settings, AwsKeys.FALLBACK_REGIONS).size();
    return settings.duration(AwsKeys.TIMEOUT).orElseThrow().dividedBy(regions);
  }

  /**
   * What is wrong with them.
   *
   * @param own the region of the store, where it has one
   */
  static List<String> problems(ProviderSettings settings, Optional<Region> own) {
    List<String> regions = entries(settings, AwsKeys.FALLBACK_REGIONS);
    List<String> problems = new ArrayList<>();
    if (!regions.stream().allMatch(AwsClients::isRegion)) {
      problems.add("fallback-regions are no regions such as eu-central-1, separated by commas");
    }
    List<String> all = new ArrayList<>(regions);
    own.ifPresent(region -> all.add(region.id()));
    if (Set.copyOf(all).size() < all.size()) {
      problems.add("fallback-regions name a region twice, or that of the store");
    }
    problems.addAll(problemsOfEndpoints(settings, regions.size()));
    return problems;
  }

  private static List<String> problemsOfEndpoints(ProviderSettings settings, int regions) {
    List<String> endpoints = entries(settings, AwsKeys.FALLBACK_ENDPOINTS);
    List<String> problems = new ArrayList<>();
    if (regions == 0 && !endpoints.isEmpty()) {
      problems.add("fallback-endpoints go with fallback-regions; they are missing");
    } else if (!endpoints.isEmpty() && endpoints.size() != regions) {
      problems.add("fallback-endpoints are not as many as fallback-regions");
    } else if (endpoints.isEmpty() && regions > 0 && hasEndpoint(settings)) {
      problems.add(
          "fallback-endpoints are missing: endpoint is one of the store's region, not of others");
    }
    endpoints.stream()
        .flatMap(address -> Endpoints.problem(address).stream())
        .distinct()
        .forEach(what -> problems.add("one of fallback-endpoints " + what));
    Optional<Setting> all = Setting.ofKey(settings, AwsKeys.FALLBACK_ENDPOINTS);
    for (EndpointVariant variant : EndpointVariant.ALL) {
      all.flatMap(given -> variant.problem(settings, given)).ifPresent(problems::add);
    }
    return problems;
  }

  private static boolean hasEndpoint(ProviderSettings settings) {
    return settings.uri(AwsKeys.ENDPOINT).isPresent();
  }

  private static List<String> entries(ProviderSettings settings, ProviderSettings.Key list) {
    Optional<String> text = settings.text(list);
    List<String> entries = new ArrayList<>();
    if (text.isPresent()) {
      for (String entry : text.get().split(",", -1)) {
        entries.add(entry.strip());
      }
    }
    return entries;
  }
}
