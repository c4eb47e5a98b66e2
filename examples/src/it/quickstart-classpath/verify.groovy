// The quick start ran, read its key, and printed nothing of it.
String log = new File(basedir, 'build.log').text
assert log.contains('Secret[env://MAILJET_API_KEY, version=~1]')
assert !log.contains('not-a-key')
