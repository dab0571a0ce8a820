# DBD::Pg over TLS: prepared and simple statements, a transaction, an error, COPY. Prints one JSON object.
use strict;
use warnings;
use DBI;
use JSON::PP;

my ($port, $user, $ca) = @ARGV;
my $db = DBI->connect("dbi:Pg:host=localhost;hostaddr=127.0.0.1;port=$port;dbname=crm;sslmode=verify-full;sslrootcert=$ca",
  $user, $ENV{PGPASSWORD}, { RaiseError => 1, PrintError => 0, AutoCommit => 1 });
my %out;
my $sql = "SELECT id::text, full_name, cnic, email, phone, dob, salary FROM citizens WHERE id <= ? ORDER BY id";
$sql =~ s/id::text/id/;
my $read = $db->prepare($sql);
for (1 .. 3) { $read->execute(3); push @{ $out{prepared} }, [map { [map { defined ? "$_" : undef } @$_] } @{ $read->fetchall_arrayref }] }
$out{simple} = [map { [map { defined ? "$_" : undef } @$_] } @{ $db->selectall_arrayref($sql =~ s/\?/3/r, { pg_direct => 1 }) }];
$db->begin_work;
$db->do("COPY notes(id, body) FROM STDIN");
$db->pg_putcopydata("$_\tcopied\n") for 920 .. 922;
$db->pg_putcopyend;
$out{copied} = $db->selectrow_array("SELECT count(*) FROM notes WHERE id BETWEEN 920 AND 922") + 0;
$db->rollback;
eval { $db->do("INSERT INTO orders(citizen_id, amount) VALUES (1, -1)") };
$out{error} = $db->state;
$db->disconnect;
print JSON::PP->new->canonical->encode(\%out), "\n";
