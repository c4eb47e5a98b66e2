package io.keyturn.provider.aws;

import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/** An HTTP client of the SDK whose requests end when interrupted, and whose answers are bounded. */
final class BoundedHttpClient implements SdkHttpClient {
  private final SdkHttpClient http;

  private BoundedHttpClient(SdkHttpClient http) {
    this.http = http;
  }

  /** A builder, so that the SDK's client owns what it builds, and closes it. */
  static SdkHttpClient.Builder<?> of(SdkHttpClient.Builder<?> http) {
    return new Builder(http);
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new Exchange(http.prepareRequest(request));
  }

  @Override
  public String clientName() {
    return http.clientName();
  }

  @Override
  public void close() {
    http.close();
  }

  private static final class Builder implements SdkHttpClient.Builder<Builder> {
    private final SdkHttpClient.Builder<?> http;

    Builder(SdkHttpClient.Builder<?> http) {
      this.http = http;
    }

    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
      return new BoundedHttpClient(http.buildWithDefaults(defaults));
    }
  }
}
