package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keyturn.secret.SecretLocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretIdTest {
  private static final String ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";
  private static final String VERSION = "a1b2c3d4-5678-90ab-cdef-EXAMPLE11111";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prod/mailjet",
        "/prod/mailjet",
        "rds!cluster-1",
        "a_b+c=d.e@f-g",
        ARN + "prod/mailjet-AbCdEf",
        ARN + "prod/mailjet",
        "arn:aws-cn:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf",
        "prod/mailjet?stage=AWSPREVIOUS",
        "prod/mailjet?version=" + VERSION,
        ARN + "prod/mailjet-AbCdEf?stage=AWSPENDING"
      })
  void names_and_arns_are_normal(String rest) {
    SecretLocation location = location(rest);

    assertThat(SecretId.normalize(location, "eu-west-1")).isEqualTo(location);
    assertThat(location).hasToString("aws://" + rest);
  }

  @Test
  void the_current_stage_is_left_out() {
    assertThat(SecretId.normalize(location("prod/mailjet?stage=AWSCURRENT"), "eu-west-1"))
        .isEqualTo(location("prod/mailjet"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prod mail | a secret's name has",
        "prod:mail | a secret's name has",
        "schlüssel | a secret's name has",
        "arn:aws:s3:::bucket | an ARN is arn:aws:secretsmanager",
        "arn:aws:secretsmanager:eu-west-1:12:secret:x | an ARN is arn:aws:secretsmanager",
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:x-AbCdEf | another region than this store, eu-west-1",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf:key:: | ARN?stage=stage#key",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf:key:AWSPREVIOUS: | ARN?stage=stage#key",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf:key::a1b2c3d4-5678-90ab-cdef-EXAMPLE11111: | ARN?version=version#key",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf::: | ARN?stage=stage#key",
        "x?stage | stage is a staging label",
        "x?version=3 | version is a version id",
        "x?stage=AWSPENDING&version=a1b2c3d4-5678-90ab-cdef-EXAMPLE11111 | stage and version are given together",
        "x?region=eu-west-1 | unknown parameter 'region'; this store has stage and version"
      })
  @Witness(value = Row.SPELLING, kind = Witness.Kind.REQUEST)
  void anything_else_is_refused_with_what_to_write(String rest, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretId.normalize(location(rest), "eu-west-1"))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "prod/mailjet, true",
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/mailjet-AbCdEf, true",
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/mailjet, true",
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/mail, false",
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/mailjet-AbCdEg, false",
    "prod/mail, false",
    "prod/mailjet-AbCdEf, false"
  })
  void an_answer_belongs_to_the_id_that_was_asked(String asked, boolean expected) {
    assertThat(SecretId.matches(asked, "prod/mailjet", ARN + "prod/mailjet-AbCdEf"))
        .isEqualTo(expected);
  }

  private static SecretLocation location(String rest) {
    return SecretLocation.relative("aws", rest);
  }

  @ParameterizedTest
  @CsvSource({
    "prod/mailjet, prod/mailjet",
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/mailjet-AbCdEf,"
        + " arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/mailjet-AbCdEf",
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:eu-west-1,"
        + " arn:aws:secretsmanager:eu-central-1:123456789012:secret:eu-west-1"
  })
  void a_replica_has_the_same_id_but_for_the_region_of_an_arn(String path, String expected) {
    assertThat(SecretId.in("eu-central-1", path)).isEqualTo(expected);
  }
}
