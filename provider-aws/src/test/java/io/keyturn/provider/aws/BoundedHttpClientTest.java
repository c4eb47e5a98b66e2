package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.internal.proxy.Proxies;
import io.keyturn.provider.ProviderSettings;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/** Connections are used again where they can be: by the client that made them. */
final class BoundedHttpClientTest {
  private final AtomicInteger made = new AtomicInteger();

  private UrlConnectionHttpClient.Builder connections() {
    made.incrementAndGet();
    return UrlConnectionHttpClient.builder();
  }

  private static HttpExecuteRequest request(String address) {
    return HttpExecuteRequest.builder()
        .request(
            SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(URI.create(address)).build())
        .build();
  }

  @Test
  void what_goes_through_one_proxy_shares_a_client() {
    ProviderSettings settings =
        ProviderSettings.builder("aws").text(AwsKeys.PROXY, "http://127.0.0.1:1").build();
    Proxies proxies = Proxies.of(settings, AwsKeys.PROXY);
    try (SdkHttpClient client =
        BoundedHttpClient.of(this::connections, proxies, body -> true)
            .buildWithDefaults(AttributeMap.empty())) {
      for (int i = 0; i < 10; i++) {
        client.prepareRequest(request("https://sm.example.internal"));
        client.prepareRequest(request("https://127.0.0.1"));
      }

      assertThat(made).as("clients, one of them without a proxy").hasValue(2);
    }
  }
}
