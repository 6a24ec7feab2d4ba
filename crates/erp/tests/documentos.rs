//! The part of the kit about documents: an honest ERP passes, and every check catches the adapter that does the wrong thing.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{
    documento::Documento,
    modelo::{
        BoletoEmitido, Cliente, Contrato, ContratoId, Informe, Lista, NotaFiscal, Pagamento, Parcela, Quitacao,
        Titular, Unidade,
    },
};
use erp::{
    Arquivo, Capacidade, Capacidades, Erp, ErroErp, TipoArquivo,
    conformidade::{
        AmbienteDocumentos, Amostra, CenarioDocumento, Montagem, OperacaoDocumento, PDF, executar_documentos,
    },
};

/// Ways in which adapters go wrong with documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Defeito {
    Nenhum,
    /// Hands on whatever came with status 200.
    NaoConfere,
    /// Any failure becomes a blank page.
    EngoleErros,
    /// Any failure is one of another kind.
    TrocaErros,
    NuncaDesiste,
    /// Says PDF of everything.
    TrocaTipo,
    NaoDecodifica,
    /// Offers documents and brings no rows.
    SemLinhas,
}

#[derive(Debug)]
struct Falso {
    cenario: CenarioDocumento,
    operacao: OperacaoDocumento,
    defeito: Defeito,
}

impl Falso {
    async fn documento(&self) -> Result<Arquivo, ErroErp> {
        use CenarioDocumento as C;
        let bom = |bytes: Vec<u8>| {
            let tipo = if self.defeito == Defeito::TrocaTipo { TipoArquivo::Pdf } else { self.operacao.tipo() };
            Ok(Arquivo { tipo, bytes: bytes.into() })
        };
        let erro = match self.cenario {
            C::Normal => return bom(self.operacao.documento().to_vec()),
            C::Base64 if self.defeito != Defeito::NaoDecodifica => return bom(self.operacao.documento().to_vec()),
            C::SemArquivo | C::LinkExpirado | C::Inexistente => ErroErp::NaoEncontrado,
            C::Lento if self.defeito == Defeito::NuncaDesiste => std::future::pending().await,
            C::Lento => ErroErp::TempoEsgotado,
            C::CorpoCortado | C::ForaDoAr | C::ErroInterno => ErroErp::Indisponivel { tentar_em: None },
            _ => ErroErp::Contrato { detalhe: "forma".to_owned() },
        };
        match (self.defeito, self.cenario.corpo(self.operacao)) {
            (Defeito::NaoConfere, Some(corpo)) => bom(corpo),
            (Defeito::EngoleErros, _) => bom(PDF.to_vec()),
            (Defeito::TrocaErros, _) => Err(ErroErp::NaoSuportado),
            _ => Err(erro),
        }
    }

    fn lista<T>(&self, itens: Vec<T>) -> Lista<T> {
        let itens = if self.defeito == Defeito::SemLinhas { Vec::new() } else { itens };
        Lista { itens, descartes: Vec::new() }
    }
}

#[async_trait]
impl Erp for Falso {
    fn capacidades(&self) -> Capacidades {
        [
            Capacidade::SegundaVia,
            Capacidade::NotasFiscais,
            Capacidade::Quitacoes,
            Capacidade::Informes,
            Capacidade::ExtratoPdf,
        ]
        .into_iter()
        .collect()
    }

    async fn cliente(&self, _: &Titular) -> Result<Cliente, ErroErp> {
        Err(ErroErp::NaoSuportado)
    }

    async fn contratos(&self, _: &Titular) -> Result<Lista<Contrato>, ErroErp> {
        Err(ErroErp::NaoSuportado)
    }

    async fn boletos(&self, _: &Titular) -> Result<Lista<BoletoEmitido>, ErroErp> {
        Ok(self.lista(Amostra::normal().boletos))
    }

    async fn parcelas(&self, _: &Titular) -> Result<Lista<Parcela>, ErroErp> {
        Err(ErroErp::NaoSuportado)
    }

    async fn pagamentos(&self, _: &Titular) -> Result<Lista<Pagamento>, ErroErp> {
        Err(ErroErp::NaoSuportado)
    }

    async fn notas_fiscais(&self, _: &Titular) -> Result<Lista<NotaFiscal>, ErroErp> {
        Ok(self.lista(Amostra::normal().notas_fiscais))
    }

    async fn quitacoes(&self, _: &Titular) -> Result<Lista<Quitacao>, ErroErp> {
        Ok(self.lista(Amostra::normal().quitacoes))
    }

    async fn unidades(&self, _: &Titular) -> Result<Lista<Unidade>, ErroErp> {
        Err(ErroErp::NaoSuportado)
    }

    async fn segunda_via(&self, _: &Titular, _: &BoletoEmitido) -> Result<Arquivo, ErroErp> {
        self.documento().await
    }

    async fn nota_fiscal(&self, _: &Titular, _: &NotaFiscal, _: TipoArquivo) -> Result<Arquivo, ErroErp> {
        self.documento().await
    }

    async fn quitacao(&self, _: &Titular, _: &Quitacao) -> Result<Arquivo, ErroErp> {
        self.documento().await
    }

    async fn informes(&self, _: &Titular) -> Result<Lista<Informe>, ErroErp> {
        Ok(self.lista(vec![Informe { id: "2025".to_owned(), ano: 2025, pdf: None }]))
    }

    async fn informe(&self, _: &Titular, _: &Informe) -> Result<Arquivo, ErroErp> {
        self.documento().await
    }

    async fn extrato_pdf(&self, _: &Titular, _: Option<&ContratoId>) -> Result<Arquivo, ErroErp> {
        self.documento().await
    }
}

struct EmMemoria(Defeito);

#[async_trait]
impl AmbienteDocumentos for EmMemoria {
    fn titular(&self) -> Titular {
        Titular { documento: Documento::ler("111.444.777-35").unwrap(), id_erp: None, token_portal: None }
    }

    async fn montar(&self, cenario: CenarioDocumento, operacao: OperacaoDocumento) -> Result<Montagem, String> {
        Ok(Montagem { erp: Box::new(Falso { cenario, operacao, defeito: self.0 }), guarda: Box::new(()) })
    }
}

#[tokio::test(start_paused = true)]
async fn an_honest_erp_passes_every_check() {
    let relatorio = executar_documentos(&EmMemoria(Defeito::Nenhum)).await;
    assert!(relatorio.passou(), "{relatorio}");
    // 18 scenarios over 6 operations; a PDF without pages is no XML, a DTD no PDF, a statement has no row without file.
    assert_eq!(relatorio.verificacoes.len(), 18 * 6 - 1 - 5 - 1);
}

#[tokio::test(start_paused = true)]
async fn every_check_catches_the_adapter_that_is_wrong() {
    use CenarioDocumento as C;
    let corpos = [C::SemCorpo, C::PdfVazio, C::Base64Lixo, C::Html, C::Truncado, C::OutroTipo, C::XmlComDtd];
    let outros = [
        C::SemArquivo,
        C::Enorme,
        C::Redireciona,
        C::LinkExpirado,
        C::Inexistente,
        C::CorpoCortado,
        C::Lento,
        C::ForaDoAr,
        C::ErroInterno,
    ];
    let erros: Vec<C> = corpos.into_iter().chain(outros).collect();
    let casos: [(Defeito, &[C]); 7] = [
        (Defeito::NaoConfere, &corpos),
        (Defeito::EngoleErros, &erros),
        (Defeito::TrocaErros, &erros),
        (Defeito::NuncaDesiste, &[C::Lento]),
        (Defeito::TrocaTipo, &[C::Normal, C::Base64]),
        (Defeito::NaoDecodifica, &[C::Base64]),
        (Defeito::SemLinhas, &C::TODOS),
    ];
    let mut pegos = BTreeSet::new();
    for (defeito, esperados) in casos {
        let relatorio = executar_documentos(&EmMemoria(defeito)).await;
        let achados: BTreeSet<C> = relatorio.falhas().map(|v| v.cenario).collect();
        assert_eq!(achados, esperados.iter().copied().collect(), "{defeito:?}\n{relatorio}");
        if defeito != Defeito::SemLinhas {
            pegos.extend(achados);
        }
    }
    assert_eq!(pegos, C::TODOS.into_iter().collect(), "a check that nothing can fail proves nothing");
}
