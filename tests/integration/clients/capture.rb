# What ActiveRecord sends on connect, introspection and reset; for benign/capture.py (needs ruby-activerecord and ruby-pg).
require "active_record"
ActiveRecord::Base.establish_connection(adapter: "postgresql", host: "127.0.0.1", port: ARGV[0].to_i, username: ARGV[1],
                                        password: ENV["PGPASSWORD"], database: "crm")
c = ActiveRecord::Base.connection
c.tables
c.views
c.data_sources
c.schema_names
c.extensions
%w[orders notes every_type].each do |t|
  c.columns(t)
  c.primary_key(t)
  c.indexes(t)
  c.foreign_keys(t)
  c.check_constraints(t) if c.respond_to?(:check_constraints)
  c.table_comment(t)
  c.pk_and_sequence_for(t)
end
class Order < ActiveRecord::Base; end
Order.where(id: 1).to_a
Order.find_by(amount: 3)
Order.transaction { Order.find(2).update(amount: 2.5); raise ActiveRecord::Rollback }
c.get_advisory_lock(42)
c.release_advisory_lock(42)
c.collation
c.ctype
c.encoding
c.current_schema
c.reset!
c.disconnect!
