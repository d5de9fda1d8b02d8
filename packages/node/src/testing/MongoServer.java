import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

/** mongo-java-server on a free port, as MongoDB 4.4, the oldest that today's drivers talk to. Ends with its stdin. */
class Main {
  public static void main(String[] arguments) throws Exception {
    var server = new MongoServer(new MemoryBackend().version(new MongoVersion() {
      public List<Integer> getVersionArray() {
        return List.of(4, 4, 0);
      }

      public int getWireVersion() {
        return 9;
      }
    }));
    System.out.println(server.bind().getPort());
    System.in.read();
    server.shutdownNow();
  }
}
