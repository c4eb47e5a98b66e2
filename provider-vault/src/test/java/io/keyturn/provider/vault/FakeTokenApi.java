package io.keyturn.provider.vault;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.vault.support.VaultToken;

/**
 * Answers as Vault 1.13 did, in the order that it is told; where it is told none, the policy
 * refuses.
 */
final class FakeTokenApi implements TokenApi {
  final List<String> asked = new ArrayList<>();
  private final Deque<Supplier<Answer>> answers = new ArrayDeque<>();

  FakeTokenApi then(Supplier<Answer> answer) {
    answers.add(answer);
    return this;
  }

  /** A renewal grants so many seconds. */
  FakeTokenApi grants(long seconds) {
    return then(() -> granted(seconds));
  }

  static Answer granted(long seconds) {
    return answer(
        200,
        "{\"auth\":{\"client_token\":\"t\",\"lease_duration\":"
            + seconds
            + ",\"renewable\":true,\"num_uses\":0}}");
  }

  /** A look-up finds these members. */
  FakeTokenApi finds(String members) {
    return then(() -> answer(200, "{\"data\":{" + members + "}}"));
  }

  FakeTokenApi fails() {
    return then(() -> answer(503, "{\"errors\":[]}"));
  }

  /** The policy does. */
  static Answer denied() {
    return answer(403, "{\"errors\":[\"1 error occurred:\\n\\t* permission denied\\n\\n\"]}");
  }

  static Answer answer(int status, String body) {
    return new Answer(status, new HttpHeaders(), body);
  }

  @Override
  public Answer renew(VaultToken token, Duration increment) {
    return next("renew " + token.getToken() + " " + increment.toSeconds());
  }

  @Override
  public Answer lookUp(VaultToken token) {
    return next("look up " + token.getToken());
  }

  @Override
  public Answer revoke(VaultToken token) {
    return next("revoke " + token.getToken());
  }

  private Answer next(String request) {
    asked.add(request);
    Supplier<Answer> answer = answers.poll();
    return answer == null ? denied() : answer.get();
  }
}
