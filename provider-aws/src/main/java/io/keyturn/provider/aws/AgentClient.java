package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.secret.SecretLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * Asks the local agent, never through a proxy, without following anywhere, once; the JDK by itself
 * asks again where a connection breaks before an answer.
 *
 * <p>Its protocol is also that of the "AWS Parameters and Secrets Lambda Extension". Sources: its
 * README, "Retrieve secrets with the Secrets Manager Agent" and "refreshNow parameter behavior";
 * Secrets Manager User Guide, "Use AWS Secrets Manager secrets in AWS Lambda functions".
 */
final class AgentClient implements AutoCloseable {
  private final ProviderSettings settings;
  private final URI address;
  private final Duration timeout;
  private final SdkHttpClient http;

  AgentClient(ProviderSettings settings) {
    this.settings = settings;
    this.address = settings.uri(AwsKeys.AGENT).orElseThrow();
    this.timeout = settings.duration(AwsKeys.TIMEOUT).orElseThrow();
    Duration connect = settings.duration(AwsKeys.CONNECT_TIMEOUT).orElseThrow();
    Duration read = timeout.plusSeconds(1); // so that it is the exchange that ends
    this.http = UrlConnectionHttpClient.create(uri -> connection(uri, connect, read));
  }

  private static HttpURLConnection connection(URI uri, Duration connect, Duration read) {
    try {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
      connection.setUseCaches(false); // an application's ResponseCache is no place for a secret
      connection.setConnectTimeout((int) Math.min(connect.toMillis(), Integer.MAX_VALUE));
      connection.setReadTimeout((int) Math.min(read.toMillis(), Integer.MAX_VALUE));
      return connection;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI address() {
    return address;
  }

  /**
   * Asks for a secret.
   *
   * @param refresh whether the agent asks AWS now, also if it has the secret in its cache
   */
  HttpExecuteResponse get(SecretLocation bundle, boolean refresh) throws IOException {
    HttpExecuteRequest request =
        HttpExecuteRequest.builder().request(request(bundle, refresh)).build();
    return new Exchange(http.prepareRequest(request), Exchange::isJson).call(timeout);
  }

  /**
   * A connection each: the agent counts those that are open, and cuts each after 61 s, whatever is
   * on its way.
   */
  private SdkHttpRequest request(SecretLocation bundle, boolean refresh) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(address)
            .encodedPath("/secretsmanager/get")
            .putHeader("Connection", "close")
            .putHeader("X-Aws-Parameters-Secrets-Token", token())
            .putRawQueryParameter("secretId", bundle.path());
    Optional<String> version = bundle.param(SecretId.VERSION);
    if (version.isPresent()) {
      request.putRawQueryParameter("versionId", version.get());
    } else { // said also where it is the default: a policy may have the condition VersionStage
      request.putRawQueryParameter("versionStage", SecretId.stage(bundle));
    }
    if (refresh) {
      request.putRawQueryParameter("refreshNow", "true");
    }
    return request.build();
  }

  private String token() {
    return StoreCredentials.text(settings, AwsKeys.AGENT_TOKEN).orElseThrow();
  }

  @Override
  public void close() {
    http.close();
  }
}
