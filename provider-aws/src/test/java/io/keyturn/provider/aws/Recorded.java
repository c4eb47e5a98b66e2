package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;

/**
 * Answers of AWS Secrets Manager, in AWS JSON 1.1: errors have their code in {@code __type}.
 *
 * <p>Sources: the "Errors" of the API references of GetSecretValue and BatchGetSecretValue and the
 * "Common error types" of Secrets Manager for codes and status; for messages, what AWS answered to
 * LocalStack (its {@code tests/aws/services/secretsmanager/test_secretsmanager.snapshot.json}), to
 * external-secrets (issue 4560, a secret marked for deletion) and to others who reported it.
 */
final class Recorded {
  static final ResponseDefinitionBuilder ACCESS_DENIED =
      error(
          400,
          "AccessDeniedException",
          "User: arn:aws:iam::123456789012:user/keyturn is not authorized to perform: secretsmanager:GetSecretValue"
              + " on resource: prod/mailjet because no identity-based policy allows the secretsmanager:GetSecretValue action");
  static final ResponseDefinitionBuilder UNRECOGNIZED_CLIENT =
      error(
          400,
          "UnrecognizedClientException",
          "The security token included in the request is invalid.");
  static final ResponseDefinitionBuilder INTERNAL_SERVICE_ERROR =
      error(500, "InternalServiceError", "An error occurred on the server side.");
  static final ResponseDefinitionBuilder NOT_FOUND =
      error(400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");

  /** BatchGetSecretValue: {@code SecretIdList} has 20 at most. */
  static final ResponseDefinitionBuilder TOO_MANY =
      error(400, "InvalidParameterException", "The parameter name or value is invalid.");

  private Recorded() {}

  static ResponseDefinitionBuilder error(int status, String code, String message) {
    return json(
        status,
        "{\"__type\":\"" + code + "\",\"Message\":\"" + message.replace("\"", "\\\"") + "\"}");
  }

  static ResponseDefinitionBuilder json(int status, String body) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/x-amz-json-1.1")
        .withHeader("x-amzn-RequestId", "524b9962-6854-4b5c-aa53-81759ef610dd")
        .withBody(body);
  }

  /** An answer to GetSecretValue. */
  static ResponseDefinitionBuilder secret(String name, String text) {
    return json(
        200,
        "{\"ARN\":\""
            + arn(name)
            + "\",\"Name\":\""
            + name
            + "\",\"VersionId\":\""
            + VERSION
            + "\",\"SecretString\":\""
            + text
            + "\",\"VersionStages\":[\"AWSCURRENT\"],\"CreatedDate\":1.523477145713E9}");
  }

  static final String VERSION = "a1b2c3d4-5678-90ab-cdef-EXAMPLE11111";

  static String arn(String name) {
    return "arn:aws:secretsmanager:" + Stores.REGION + ":123456789012:secret:" + name + "-AbCdEf";
  }
}
