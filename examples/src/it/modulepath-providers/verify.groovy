// It compiled without jspecify, which only Keyturn itself needs, and ran.
String log = new File(basedir, 'build.log').text
['aws', 'env', 'vault'].each { assert log.contains("module io.keyturn.provider.$it") }
assert log.contains('Secret[env://MAILJET_API_KEY, version=~1]')
assert !log.contains('not-a-key')
