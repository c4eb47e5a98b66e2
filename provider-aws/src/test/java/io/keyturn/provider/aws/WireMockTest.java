package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A test of a provider against recorded answers. */
abstract class WireMockTest {
  static final SecretLocation MAILJET = SecretLocation.parse("aws://prod/mailjet");

  private static WireMockServer server;

  SecretProvider provider;

  @BeforeAll
  static void startServer() {
    server = Servers.wireMock();
  }

  @AfterAll
  static void stopServer() {
    server.stop();
  }

  @BeforeEach
  void makeProvider() {
    server.resetAll();
    provider = new AwsSecretProviderFactory().create(Stores.aws(address()).build());
  }

  @AfterEach
  void closeProvider() {
    provider.close();
  }

  static String address() {
    return server.baseUrl();
  }

  static void answer(ResponseDefinitionBuilder answer) {
    server.stubFor(post(anyUrl()).willReturn(answer));
  }

  static void answer(MappingBuilder request) {
    server.stubFor(request);
  }

  /** GetSecretValue for one id. */
  static MappingBuilder single(String id) {
    return operation("GetSecretValue").withRequestBody(matchingJsonPath("$.SecretId", equalTo(id)));
  }

  static MappingBuilder batch() {
    return operation("BatchGetSecretValue");
  }

  private static MappingBuilder operation(String name) {
    return post(anyUrl()).withHeader("X-Amz-Target", equalTo("secretsmanager." + name));
  }

  static List<LoggedRequest> requests(String operation) {
    return requests(
        postRequestedFor(anyUrl())
            .withHeader("X-Amz-Target", equalTo("secretsmanager." + operation)));
  }

  /** Key id and region, of each request for a value. */
  static List<String> signers() {
    return requests("GetSecretValue").stream()
        .map(request -> request.getHeader("Authorization").split("[=/]"))
        .map(parts -> parts[1] + "/" + parts[3])
        .toList();
  }

  static List<LoggedRequest> requests(RequestPatternBuilder pattern) {
    return server.findAll(pattern);
  }
}
