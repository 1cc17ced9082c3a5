using Restaurant.Actors;
using Restaurant.Actors.Nodes;
using Restaurant.Api.Http;
using Restaurant.Projections.Runtime;

namespace Restaurant.Api.Admin;

/// <summary><c>GET /admin/cluster</c>: who is in the cluster, and what lives where.</summary>
internal static class ClusterEndpoint
{
    private static readonly string[] Aggregates = [.. Catalog.All.Select(aggregate => aggregate.Name)];

    public static void MapCluster(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/admin/cluster", AnswerAsync)
            .Answers<ClusterRepresentation>(new ReadOperation("getCluster", "The nodes of the cluster as this one sees them, and what lives where."));

    private static async Task<IResult> AnswerAsync(HttpContext http, ClusterOverview cluster)
    {
        var view = await cluster.LookAsync([.. Aggregates, ProjectionRegion.Name], http.RequestAborted);
        return new Json<ClusterRepresentation>(new ClusterRepresentation(view.Self, view.Leader, [.. view.Members.Select(Represent)]));
    }

    private static ClusterRepresentation.Member Represent(NodeView node) => new(
        node.Address,
        node.Status,
        node.Reachable,
        node.Roles,
        node.Version,
        [.. from aggregate in Aggregates
            where node.Shards.ContainsKey(aggregate)
            let shards = node.Shards[aggregate]
            select new ClusterRepresentation.Held(aggregate, shards.Count, shards.Values.Sum())],
        node.Shards.TryGetValue(ProjectionRegion.Name, out var groups) ? [.. groups.Keys.Select(ProjectionRegion.GroupAt)] : []);
}
