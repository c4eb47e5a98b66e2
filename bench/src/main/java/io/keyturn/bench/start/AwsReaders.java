package io.keyturn.bench.start;

import com.amazonaws.secretsmanager.caching.SecretCache;
import io.keyturn.Secrets;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The ways to have all secrets of a list, each checked to be the right one. */
final class AwsReaders {
  private static final String REGION = "eu-west-1";

  private AwsReaders() {}

  static void keyturn(URI endpoint, List<String> ids) {
    Secrets.Builder builder =
        Secrets.builder()
            .active("aws")
            .properties(
                Map.of(
                    "keyturn.stores.aws.endpoint",
                    endpoint.toString(),
                    "keyturn.stores.aws.region",
                    REGION));
    for (int i = 0; i < ids.size(); i++) {
      builder.locateIn("aws", "NAME_" + i, ids.get(i));
    }
    Secrets secrets = builder.build();
    for (int i = 0; i < ids.size(); i++) {
      check(ids.get(i), secrets.get("NAME_" + i).exposeString());
    }
    secrets.close();
  }

  static void cachingJava(URI endpoint, List<String> ids, int threads) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try (SecretsManagerClient client = client(endpoint);
        SecretCache cache = new SecretCache(client)) {
      List<Future<?>> reads = new ArrayList<>();
      for (String id : ids) {
        reads.add(executor.submit(() -> check(id, cache.getSecretString(id))));
      }
      for (Future<?> read : reads) {
        read.get();
      }
    } finally {
      executor.shutdown();
    }
  }

  private static SecretsManagerClient client(URI endpoint) {
    return SecretsManagerClient.builder()
        .endpointOverride(endpoint)
        .region(Region.of(REGION))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  private static void check(String id, String value) {
    if (!value.equals(SecretsManagerStub.value(id))) {
      throw new IllegalStateException("another value of " + id);
    }
  }
}
