using Restaurant.Actors;
using Restaurant.Actors.Hosting;
using Restaurant.Actors.Nodes;
using Restaurant.Api.Http;
using Restaurant.Projections;
using Restaurant.Projections.Runtime;

namespace Restaurant.Api.Admin;

/// <summary><c>GET /admin/cluster</c>: who is in the cluster, and what lives where.</summary>
internal static class ClusterEndpoint
{
    private static readonly string[] Aggregates = [.. Catalog.All.Select(aggregate => aggregate.Name)];

    public static void MapCluster(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/admin/cluster", AnswerAsync)
            .Answers<ClusterRepresentation>(new ReadOperation("getCluster", "The nodes of the cluster as this one sees them, and what lives where."));

    private static async Task<IResult> AnswerAsync(HttpContext http, ClusterOverview cluster, ProjectionCatalog projections)
    {
        var view = await cluster.LookAsync(
            [.. Aggregates.Select(name => (name, ClusterSettings.Aggregates)), .. projections.All.Select(group => (ProjectionRegion.NameOf(group), ClusterSettings.Projections))], http.RequestAborted);
        return new Json<ClusterRepresentation>(new ClusterRepresentation(view.Self, view.Leader, [.. view.Members.Select(member => Represent(member, projections))]));
    }

    private static ClusterRepresentation.Member Represent(NodeView node, ProjectionCatalog projections) => new(
        node.Address,
        node.Status,
        node.Reachable,
        node.Roles,
        node.Version,
        [.. from aggregate in Aggregates
            where node.Shards.ContainsKey(aggregate)
            let shards = node.Shards[aggregate]
            select new ClusterRepresentation.Held(aggregate, shards.Count, shards.Values.Sum())],
        [.. from @group in projections.All where node.Shards.GetValueOrDefault(ProjectionRegion.NameOf(@group)) is { Count: > 0 } select @group.Name]);
}
