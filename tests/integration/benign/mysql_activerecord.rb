# What ActiveRecord sends to MySQL and MariaDB on connect, introspection and reset; for mysql_capture.py (needs ruby-activerecord and ruby-mysql2).
require "active_record"
ActiveRecord::Base.establish_connection(adapter: "mysql2", host: "127.0.0.1", port: ARGV[0].to_i, username: ARGV[1],
                                        password: ENV["DB_PASSWORD"], database: "crm", sslca: ARGV[2], encoding: "utf8mb4",
                                        prepared_statements: true)
c = ActiveRecord::Base.connection
c.tables
c.views
c.data_sources
c.current_database
c.charset
c.collation
c.show_variable("sql_mode")
%w[orders notes every_type digits].each do |t|
  c.columns(t)
  c.primary_keys(t)
  c.indexes(t)
  c.foreign_keys(t)
  c.check_constraints(t) if c.respond_to?(:check_constraints)
  c.table_options(t)
  c.table_comment(t)
end
class Order < ActiveRecord::Base; end
Order.where(id: 1).to_a
Order.find_by(amount: 3)
Order.transaction { Order.find(2).update(amount: 2.5); raise ActiveRecord::Rollback }
Order.transaction(isolation: :read_committed) { Order.count }
c.get_advisory_lock("42")
c.release_advisory_lock("42")
c.active?
c.reset!
c.disconnect!
