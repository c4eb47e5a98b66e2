package io.keyturn.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecretsManagerAgentTest {

  @AutoClose private final Moto moto = Moto.start();

  @AutoClose
  private final SecretsManagerAgent agent =
      SecretsManagerAgent.start(moto.address(), "region = \"eu-west-1\"");

  @BeforeEach
  void createSecret() {
    Http.plain()
        .demand(
            "POST",
            moto.address(),
            "{\"Name\":\"a/b\",\"SecretString\":\"from moto\"}",
            "Authorization",
            MotoTest.SIGNED,
            "X-Amz-Target",
            "secretsmanager.CreateSecret",
            "Content-Type",
            "application/x-amz-json-1.1");
  }

  private HttpResponse<String> read(String token) {
    return Http.plain()
        .send(
            "GET",
            agent.address().resolve("/secretsmanager/get?secretId=a/b"),
            "",
            "X-Aws-Parameters-Secrets-Token",
            token);
  }

  private String token() throws IOException {
    return Files.readString(agent.tokenFile()).strip();
  }

  @Test
  void gives_the_secrets_of_moto_to_who_has_its_token() throws IOException {
    assertThat(read(token()).body()).contains("from moto");
    assertThat(read("another").statusCode()).isEqualTo(403);
  }

  @Test
  void has_another_token_on_demand() throws IOException {
    String before = token();

    agent.changeToken();

    assertThat(read(before).statusCode()).isEqualTo(403);
    assertThat(read(token()).statusCode()).isEqualTo(200);
  }

  @Test
  void starts_again_on_the_same_port_with_the_same_token() throws IOException {
    String before = token();

    agent.stop();
    assertThatThrownBy(() -> read(before))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(ConnectException.class);
    agent.restart();

    assertThat(read(before).statusCode()).isEqualTo(200);
  }
}
