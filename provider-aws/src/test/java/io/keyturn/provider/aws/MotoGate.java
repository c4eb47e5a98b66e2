package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.matching.ContentPattern;
import com.github.tomakehurst.wiremock.matching.StringValuePattern;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import java.net.URI;

/**
 * What stands before moto: it counts requests, and refuses a batch of more than twenty as AWS does
 * and moto does not.
 */
final class MotoGate implements AutoCloseable {
  /** The twenty-first: BatchGetSecretValue, API reference, takes "up to 20". */
  private static final StringValuePattern TOO_MANY = matchingJsonPath("$.SecretIdList[20]");

  private final WireMockServer server = Servers.wireMock();
  private final URI moto;

  MotoGate(URI moto) {
    this.moto = moto;
    reset();
  }

  String address() {
    return server.baseUrl();
  }

  /** Forgets what was asked, and whatever {@link #trouble} was made. */
  void reset() {
    server.resetAll();
    server.stubFor(any(anyUrl()).willReturn(aResponse().proxiedFrom(moto.toString())));
    trouble(any(anyUrl()).withRequestBody(TOO_MANY).willReturn(Recorded.TOO_MANY));
  }

  /** Answers in moto's place. */
  StubMapping trouble(MappingBuilder request) {
    return server.stubFor(request.atPriority(1));
  }

  void end(StubMapping trouble) {
    server.removeStub(trouble);
  }

  /** How often an operation was asked for. */
  int count(String operation) {
    return server
        .findAll(anyRequestedFor(anyUrl()).withHeader("X-Amz-Target", target(operation)))
        .size();
  }

  /** How often an operation was asked for with such a body. */
  int count(String operation, ContentPattern<?> body) {
    return server
        .findAll(
            anyRequestedFor(anyUrl())
                .withHeader("X-Amz-Target", target(operation))
                .withRequestBody(body))
        .size();
  }

  /** How many requests there were. */
  int all() {
    return server.findAll(anyRequestedFor(anyUrl())).size();
  }

  void forgetCounts() {
    server.resetRequests();
  }

  static StringValuePattern target(String operation) {
    return equalTo("secretsmanager." + operation);
  }

  void checkBatches() {
    assertThat(count("BatchGetSecretValue", TOO_MANY)).as("batches of more than 20 ids").isZero();
  }

  @Override
  public void close() {
    checkBatches();
    server.stop();
  }
}
