package io.keyturn.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MotoTest {

  /** What routes a request to Secrets Manager; moto does not look at the signature. */
  static final String SIGNED =
      "AWS4-HMAC-SHA256 Credential=nobody/20260101/eu-west-1/secretsmanager/aws4_request,"
          + " SignedHeaders=host, Signature=0";

  @AutoClose private static Moto moto;

  @BeforeAll
  static void start() {
    moto = Moto.start();
  }

  @BeforeEach
  void reset() {
    moto.reset();
  }

  @Test
  void keeps_secrets_until_it_is_reset() {
    assertThat(call("CreateSecret", "{\"Name\":\"a/b\",\"SecretString\":\"x\"}").statusCode())
        .isEqualTo(200);
    assertThat(read()).isEqualTo(200);

    moto.reset();

    assertThat(read()).isEqualTo(404);
  }

  @Test
  void starts_again_on_the_same_port_without_data() {
    call("CreateSecret", "{\"Name\":\"a/b\",\"SecretString\":\"x\"}");
    URI before = moto.address();

    moto.stop();
    assertThatThrownBy(this::read)
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(ConnectException.class);
    moto.restart();

    assertThat(moto.address()).isEqualTo(before);
    assertThat(read()).isEqualTo(404);
  }

  @Test
  void enforces_policies_on_demand() {
    call("CreateSecret", "{\"Name\":\"a/b\",\"SecretString\":\"x\"}");

    moto.enforcePolicies();
    assertThat(read()).isEqualTo(403);

    moto.reset();
    assertThat(read()).isEqualTo(404);
  }

  private int read() {
    return call("GetSecretValue", "{\"SecretId\":\"a/b\"}").statusCode();
  }

  private HttpResponse<String> call(String action, String json) {
    return Http.plain()
        .send(
            "POST",
            moto.address(),
            json,
            "Authorization",
            SIGNED,
            "X-Amz-Target",
            "secretsmanager." + action,
            "Content-Type",
            "application/x-amz-json-1.1");
  }
}
