#pragma once
// The kinds of syntax nodes: one per node type, with the type's own name.

#include <cstdint>

// X(name) for every node type.
#define GANTRY_TSQL_NODES(X) \
    X(DataType) X(Literal) X(VariableRef) X(GlobalVariableRef) X(ColumnRef) X(PseudoColumn) \
    X(StarExpr) X(DefaultExpr) X(UnaryExpr) X(BinaryExpr) X(CastExpr) X(CaseWhen) X(CaseExpr) \
    X(IifExpr) X(CoalesceExpr) X(NullIfExpr) X(FunctionCall) X(JsonPair) X(NamedArgument) \
    X(NiladicFunction) \
    X(MethodCall) X(StaticMember) X(CollateExpr) X(AtTimeZoneExpr) X(SubqueryExpr) \
    X(NextValueFor) X(OdbcLiteral) X(ComparisonExpr) X(QuantifiedComparison) X(LogicalExpr) \
    X(NotExpr) X(LikeExpr) X(BetweenExpr) X(InExpr) X(IsNullExpr) X(IsDistinctExpr) \
    X(ExistsExpr) X(FullTextExpr) X(UpdatedExpr) X(TsEqualExpr) X(CurrentOfExpr) \
    X(GraphMatchExpr) X(RegexpLikeExpr) X(Option) X(OrderItem) X(FrameBound) X(OverClause) \
    X(WindowDefinition) \
    X(TopClause) X(SelectItem) X(GroupingItem) X(GroupByClause) X(QuerySpecification) \
    X(SetOperation) X(ForClause) X(Query) X(CommonTable) X(XmlNamespace) X(WithClause) \
    X(TableHint) X(OptimizeFor) X(QueryHint) X(ComputeClause) X(SelectStatement) X(TableSample) \
    X(TemporalClause) X(NamedTable) X(VariableTable) X(DerivedTable) X(ValuesRow) \
    X(ValuesTable) X(SchemaColumn) X(FunctionTable) X(JoinedTable) X(PivotTable) \
    X(UnpivotTable) X(RemoteTable) X(OpenXmlTable) X(FullTextTable) X(ChangeTable) \
    X(VectorSearchTable) X(PredictTable) X(DmlTable) \
    X(OutputClause) X(InsertStatement) X(SetClause) X(UpdateStatement) X(DeleteStatement) \
    X(MergeAction) X(MergeStatement) X(TruncateStatement) X(BulkInsertStatement) X(BulkColumn) \
    X(InsertBulkStatement) X(TextStatement) X(BlockStatement) X(IfStatement) X(WhileStatement) \
    X(TryStatement) X(BreakStatement) X(ContinueStatement) X(ReturnStatement) X(GotoStatement) \
    X(LabelStatement) X(WaitForStatement) X(PrintStatement) X(RaiserrorStatement) \
    X(ThrowStatement) X(VariableDeclaration) X(DeclareStatement) X(SetVariableStatement) \
    X(SetOptionStatement) X(SetValueStatement) X(SetIsolationStatement) \
    X(SetIdentityInsertStatement) X(UseStatement) X(ExecuteArgument) X(ResultColumn) \
    X(ResultSet) X(ExecuteStatement) X(ExecuteAsStatement) X(RevertStatement) \
    X(TransactionStatement) X(CursorDefinition) X(DeclareCursorStatement) X(CursorRef) \
    X(CursorStatement) X(FetchStatement) X(KillStatement) X(CheckpointStatement) \
    X(ShutdownStatement) X(ReconfigureStatement) X(LinenoStatement) X(DbccStatement) \
    X(IndexKey) X(StoragePlace) X(Constraint) X(IdentitySpec) X(ColumnDefinition) \
    X(IndexDefinition) X(PeriodDefinition) X(TableDefinition) X(CreateTableStatement) \
    X(DropTableItem) X(AlterTableStatement) X(CreateIndexStatement) X(AlterIndexStatement) \
    X(DropIndexItem) X(DropIndexStatement) X(CreateStatisticsStatement) \
    X(UpdateStatisticsStatement) X(Parameter) X(ExternalName) X(CreateViewStatement) \
    X(CreateProcedureStatement) X(CreateFunctionStatement) X(CreateTriggerStatement) \
    X(EnableTriggerStatement) X(CreateTypeStatement) X(SequenceStatement) \
    X(CreateSynonymStatement) X(CreateSchemaStatement) X(AlterSchemaStatement) X(FileSpec) \
    X(FileGroupSpec) X(CreateDatabaseStatement) X(AlterDatabaseStatement) X(DropStatement) \
    X(Permission) X(GrantStatement) X(LoginStatement) X(UserStatement) \
    X(RoleStatement) X(AlterAuthorizationStatement) X(CredentialStatement) X(BackupDevice) \
    X(BackupFile) X(BackupStatement) X(RestoreStatement) X(AdminWord) X(AdminName) X(AdminValue) \
    X(AdminStatement)

namespace gantry::tsql {

enum class NodeKind : uint16_t {
    None,
#define GANTRY_TSQL_KIND(name) name,
    GANTRY_TSQL_NODES(GANTRY_TSQL_KIND)
#undef GANTRY_TSQL_KIND
};

}  // namespace gantry::tsql
