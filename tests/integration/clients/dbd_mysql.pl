# DBD::mysql or DBD::MariaDB: client-side and server-side prepared statements, streaming, a transaction, an error. Prints one JSON object.
use strict;
use warnings;
use DBI;
use JSON::PP;

my ($driver, $port, $user, $ca) = @ARGV;
my $name = $driver eq "MariaDB" ? "mariadb" : "mysql";
# DBD::mysql over libmariadb refuses to enforce what it does: it is told where the CA is, and verifies.
my $tls = !$ca ? "" : $driver eq "mysql" ? ";mysql_ssl=1;mysql_ssl_optional=1;mysql_ssl_ca_file=$ca" : ";mariadb_ssl=1;mariadb_ssl_ca_file=$ca";
my $db = DBI->connect("dbi:$driver:database=crm;host=127.0.0.1;port=$port$tls", $user, $ENV{DB_PASSWORD},
  { RaiseError => 1, PrintError => 0, AutoCommit => 1 });
my %out;
my $columns = "id, full_name, cnic, email, phone, dob, salary";
my $text = sub { [map { [map { defined ? "$_" : undef } @$_] } @{ $_[0] }] };
for my $server_side (0, 1) {
  my $read = $db->prepare("SELECT $columns FROM citizens WHERE id <= ? ORDER BY id", { "${name}_server_prepare" => $server_side });
  for (1 .. 2) { $read->execute(3); push @{ $out{prepared} }, $text->($read->fetchall_arrayref) }
}
$db->{mysql_use_result} = 1 if $driver eq "mysql";  # unbuffered; DBD::MariaDB's gives no rows
my $stream = $db->prepare("SELECT cnic FROM citizens WHERE id <= 200 ORDER BY id");
$stream->execute;
while (my ($cnic) = $stream->fetchrow_array) { push @{ $out{streamed} }, $cnic }
$stream->finish;
undef $stream;
$db->{mysql_use_result} = 0 if $driver eq "mysql";
$db->begin_work;
$out{written} = $db->do("INSERT INTO notes(id, body) VALUES (?, ?)", undef, 901, "from $driver") + 0;
$db->rollback;
($out{left}) = map { $_ + 0 } $db->selectrow_array("SELECT count(*) FROM notes WHERE id = 901");
eval { $db->do("INSERT INTO orders(citizen_id, amount) VALUES (1, -1)") };
$out{error} = [$db->err + 0, $db->state];
$db->disconnect;
print JSON::PP->new->canonical->encode(\%out), "\n";
