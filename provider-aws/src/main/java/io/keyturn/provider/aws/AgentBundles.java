package io.keyturn.provider.aws;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** Bundles out of the answers of the local agent: GetSecretValue's, written once more. */
final class AgentBundles {
  private AgentBundles() {}

  static SecretBundle of(SecretLocation bundle, JsonNode answer) {
    SecretBundle.Builder builder =
        AwsBundles.content(bundle, text(answer, "SecretString"), binary(bundle, answer));
    Optional.ofNullable(text(answer, "VersionId")).ifPresent(builder::version);
    Optional.ofNullable(createdAt(answer)).ifPresent(builder::createdAt);
    if (bundle.param(SecretId.VERSION).isPresent()) {
      builder.fixed();
    }
    return builder.build();
  }

  /** The Lambda extension writes null for what there is not. */
  static @Nullable String text(JsonNode answer, String member) {
    return answer.field(member).filter(JsonNode::isString).map(JsonNode::text).orElse(null);
  }

  private static @Nullable SdkBytes binary(SecretLocation bundle, JsonNode answer) {
    String base64 = text(answer, "SecretBinary");
    try {
      return base64 == null
          ? null
          : SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) { // not chained: it quotes a part
      throw new SecretUnavailableException(bundle, "the answer's SecretBinary is not in base64");
    }
  }

  /** The agent writes a text of seconds, AWS a number of them, the Lambda extension a date. */
  private static @Nullable Instant createdAt(JsonNode answer) {
    String date = answer.field("CreatedDate").map(JsonNode::text).orElse(null);
    if (date == null) {
      return null;
    }
    try {
      return date.indexOf('T') > 0
          ? Instant.parse(date)
          : Instant.ofEpochMilli(Math.round(Double.parseDouble(date) * 1000));
    } catch (DateTimeException | NumberFormatException e) {
      return null;
    }
  }
}
