package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.keyturn.testkit.LeakGuard;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What gives the machine its credentials is near, and no proxy may see what it gives. */
final class MetadataProxyTest extends ChildProcessTest {
  private WireMockServer proxy;

  @BeforeEach
  void startProxy() {
    proxy = Servers.wireMock();
    proxy.stubFor(
        any(anyUrl()).willReturn(Recorded.secret("prod/mailjet", LeakGuard.canary().text())));
    answer(
        any(urlPathMatching("/latest/.*"))
            .willReturn(aResponse().proxiedFrom(Servers.moto().address().toString())));
    answer(
        get(urlPathEqualTo("/who"))
            .willReturn(container("ASIATASK", Instant.parse("2999-01-01T00:00:00Z"))));
    environment.put("AWS_REGION", Stores.REGION);
    environment.put("AWS_ENDPOINT_URL", "http://secretsmanager.test"); // known to the proxy only
    environment.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", address());
    environment.put("AWS_CONFIG_FILE", "/none");
    environment.put("AWS_SHARED_CREDENTIALS_FILE", "/none");
  }

  @AfterEach
  void stopProxy() {
    proxy.stop();
  }

  @Test
  @Witness(value = Row.METADATA, kind = Witness.Kind.RECORDED)
  void the_instance_is_not_asked_by_the_proxy_of_the_environment() throws Exception {
    environment.put("HTTP_PROXY", proxy.baseUrl());

    assertThat(run("aws")).containsExactly(FETCHED);
    assertThat(signersAtTheProxy()).containsExactly("test-key");
  }

  @Test
  @Witness(value = Row.METADATA, kind = Witness.Kind.RECORDED)
  void the_container_is_not_asked_by_the_proxy_of_the_environment() throws Exception {
    environment.put("HTTP_PROXY", proxy.baseUrl());
    environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", address() + "/who");

    assertThat(run("aws")).containsExactly(FETCHED);
    assertThat(signersAtTheProxy()).containsExactly("ASIATASK");
  }

  @Test
  @Witness(value = Row.METADATA, kind = Witness.Kind.RECORDED)
  void the_instance_is_not_asked_by_the_proxy_of_the_jvm() throws Exception {
    assertThat(runWith(proxyOfTheJvm(), "aws")).containsExactly(FETCHED);
    assertThat(signersAtTheProxy()).containsExactly("test-key");
  }

  @Test
  @Witness(value = Row.METADATA, kind = Witness.Kind.RECORDED)
  void the_container_is_not_asked_by_the_proxy_of_the_jvm() throws Exception {
    environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", address() + "/who");

    assertThat(runWith(proxyOfTheJvm(), "aws")).containsExactly(FETCHED);
    assertThat(signersAtTheProxy()).containsExactly("ASIATASK");
  }

  /** Without the exception that the JVM makes for the loopback. */
  private List<String> proxyOfTheJvm() {
    return List.of(
        "-Dhttp.proxyHost=127.0.0.1", "-Dhttp.proxyPort=" + proxy.port(), "-Dhttp.nonProxyHosts=");
  }

  /** Key id of each request that it saw; what asks for metadata has none. */
  private List<String> signersAtTheProxy() {
    return proxy.getAllServeEvents().stream()
        .map(event -> event.getRequest())
        .map(MetadataProxyTest::signer)
        .toList();
  }

  private static String signer(LoggedRequest request) {
    String authorization = request.getHeader("Authorization");
    return authorization == null
        ? request.getUrl()
        : authorization.replaceAll(".*Credential=([^/]*).*", "$1");
  }
}
