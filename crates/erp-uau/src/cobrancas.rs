//! What can be paid: boletos of one list, hidden ones of another, Pix of a third, joined by key.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use domain::{
    documento::Documento,
    modelo::{BoletoEmitido, Composicao, Descarte, Lista, Titular},
};
use erp::ErroErp;
use serde_json::{Value, json};

use crate::{
    adaptador::{ErpUau, distintas, sem_texto},
    cadastro::documento,
    chave::{ChaveBoleto, ChaveCobranca, ChaveParcela, ChaveVenda},
    decodificar::Linha,
    dono::{self, Dono, Posse, herdar, montar},
    emissao::{Status, cobrar, emitir, status},
    mapa::{self, BoletoLido, Ligacoes, ParcelaAberta, Pessoa, Tipos, Venda},
    metodo::Metodo,
};

/// Most parcels `Pix/PixPorParcelas` takes at once.
const LOTE_DE_PIX: usize = 50;

/// Most boletos of unknown state that are asked about one by one in one question.
const CONSULTAS_DE_STATUS: usize = 10;

/// A boleto that fell due longer ago and that no open instalment names is old news.
const RECENTE_DIAS: i32 = 120;

impl ErpUau {
    /// Boletos that can be paid, in UAU's order, then hidden ones, then charges that are only a Pix.
    ///
    /// UAU's list of boletos names no instalment and keeps boletos of instalments already settled; which are open is told
    /// by the list of charges. What only the list of boletos knows is asked about, one by one.
    pub(crate) async fn boletos_em_aberto(&self, titular: &Titular) -> Result<Lista<BoletoEmitido>, ErroErp> {
        let pessoas = self.pessoas(titular).await?;
        let vendas = self.vendas(titular).await?;
        let lidos = self.lista_de_boletos(titular, &pessoas, &vendas).await?;
        let ligacoes = self.ligacoes(titular, &vendas, None, Some(&lidos.itens)).await?;
        let tipos = self.tipos().await;

        let vistos: HashSet<ChaveBoleto> = lidos.itens.iter().map(|b| b.chave).collect();
        let mut descartes = lidos.descartes;
        let vivos = self.perguntar(&lidos.itens, &ligacoes, &mut descartes).await?;
        let a_pagar = |b: &&BoletoLido| ligacoes.boletos.contains_key(&b.chave) || vivos.contains(&b.chave);
        let mut itens: Vec<BoletoEmitido> =
            lidos.itens.iter().filter(a_pagar).map(|lido| emitir(lido, &ligacoes, &tipos)).collect();

        let escondidos = self.escondidos(titular, &vistos, &ligacoes).await?;
        itens.extend(escondidos.iter().map(|lido| emitir(lido, &ligacoes, &tipos)));
        self.somar_pix(&mut itens, &ligacoes, &tipos).await?;

        descartes.extend(ligacoes.descartes);
        let mut lista = Lista { itens, descartes };
        herdar(&mut lista, &vendas);
        self.atualizar_vencidos(titular, &mut lista).await?;
        Ok(lista)
    }

    /// `ConsultarBoletosDoCliente` for every registration, only rows of the holder's sales; for a company with those the
    /// list leaves out.
    pub(crate) async fn lista_de_boletos(
        &self,
        titular: &Titular,
        pessoas: &[Pessoa],
        vendas: &Lista<Venda>,
    ) -> Result<Lista<BoletoLido>, ErroErp> {
        let metodo = Metodo::BoletosDoCliente;
        let mut linhas: Vec<Value> = Vec::new();
        for pessoa in pessoas {
            let pedido = json!({
                "codPessoa": pessoa.codigo, "naoMostraBoletoVencido": false, "usuario": self.transporte.login(),
                "tipo_usuario": 0,
            });
            linhas.extend(self.transporte.linhas(metodo, &pedido).await?);
        }
        let nomeadas = linhas.iter().filter_map(Value::as_object).filter_map(|m| dono::venda(Linha(m)).ok());
        let nomeadas: Vec<ChaveVenda> = nomeadas.collect();
        let chaves = self.chaves(titular, vendas, nomeadas.into_iter()).await?;
        let dono = Dono { documento: &titular.documento, vendas: Some(&chaves) };
        let mut lista = montar(metodo, &linhas, dono, mapa::boleto);
        if !matches!(titular.documento, Documento::Cpf(_)) {
            // Nothing names a company's hidden boletos, so the other list is asked for all of its sales.
            for venda in distintas(vendas, Venda::em_curso) {
                for lido in self.reimpressao(titular, &venda).await? {
                    if !lista.itens.iter().any(|b| b.chave == lido.chave) {
                        lista.itens.push(BoletoLido { venda: Some(venda.clone()), ..lido });
                    }
                }
            }
        }
        Ok(lista)
    }

    /// Which boleto and which Pix charge which instalments. `abertas` and `boletos` are what the caller has read already.
    ///
    /// The list of charges documents a CPF only. For a company, and for a UAU that refuses the question, boletos are
    /// joined to open instalments by sale and due date where that is beyond doubt.
    pub(crate) async fn ligacoes(
        &self,
        titular: &Titular,
        vendas: &Lista<Venda>,
        abertas: Option<&[ParcelaAberta]>,
        boletos: Option<&[BoletoLido]>,
    ) -> Result<Ligacoes, ErroErp> {
        if matches!(titular.documento, Documento::Cpf(_)) {
            match self.cobrancas_do_cliente(titular, vendas).await {
                Err(ErroErp::Recusado { .. }) => {
                    tracing::info!("o UAU recusou a lista de cobranças; boletos serão ligados por venda e vencimento");
                }
                outro => return outro,
            }
        }
        let lidas;
        let abertas = if let Some(abertas) = abertas {
            abertas
        } else {
            let mut todas = Lista::default();
            for venda in distintas(vendas, Venda::em_curso) {
                dono::juntar(&mut todas, self.abertas(titular, &venda, self.relogio.hoje()).await?);
            }
            lidas = todas;
            &lidas.itens
        };
        let lidos;
        let boletos = if let Some(boletos) = boletos {
            boletos
        } else {
            let pessoas = self.pessoas(titular).await?;
            lidos = self.lista_de_boletos(titular, &pessoas, vendas).await?;
            &lidos.itens
        };
        Ok(mapa::ligar_por_data(abertas, boletos))
    }

    pub(crate) async fn cobrancas_do_cliente(
        &self,
        titular: &Titular,
        vendas: &Lista<Venda>,
    ) -> Result<Ligacoes, ErroErp> {
        let metodo = Metodo::ParcelasECobrancas;
        let pedido = json!({ "Cpf": documento(titular)?, "ValorReajustado": true, "PesquisaPorNaoTitulares": false });
        let mut linhas: Vec<Value> = Vec::new();
        for linha in self.transporte.linhas(metodo, &pedido).await? {
            // Declared as one object with `Vendas`, seen as a list too, of such objects or of the sales themselves.
            match linha.as_object().map(|mapa| (Linha(mapa).tem("Vendas"), Linha(mapa).lista(&["Vendas"]))) {
                Some((true, Ok(vendas))) => linhas.extend(vendas.into_iter().cloned()),
                Some((true, Err(_))) => {
                    return Err(ErroErp::Contrato { detalhe: format!("{}: `Vendas` ilegível", metodo.caminho()) });
                }
                _ => linhas.push(linha),
            }
        }
        let nomeadas: Vec<ChaveVenda> =
            linhas.iter().filter_map(Value::as_object).filter_map(|m| dono::venda(Linha(m)).ok()).collect();
        let chaves = self.chaves(titular, vendas, nomeadas.into_iter()).await?;
        let dono = Dono { documento: &titular.documento, vendas: Some(&chaves) };
        let mut ligacoes = Ligacoes::default();
        for (posicao, linha) in linhas.iter().enumerate() {
            let lida = linha.as_object().map(Linha).map(|linha| (dono.posse(linha), linha));
            let descarte = match lida {
                Some((Posse::Outro, _)) => Some(Descarte::OutroTitular { posicao }),
                Some((Posse::Titular, linha)) => mapa::cobrancas(linha, &mut ligacoes)
                    .err()
                    .map(|erro| Descarte::Ilegivel { posicao, campo: erro.0.to_owned() }),
                Some((Posse::Ilegivel(campo), _)) => Some(Descarte::Ilegivel { posicao, campo: campo.to_owned() }),
                None => Some(Descarte::Ilegivel { posicao, campo: "(linha)".to_owned() }),
            };
            ligacoes.descartes.extend(descarte);
        }
        Ok(ligacoes)
    }

    /// Asks about boletos no open instalment names; gives those that can be paid.
    ///
    /// UAU's list keeps years of settled boletos, which is what nearly all of these are. The nearest to today are asked
    /// about. Of the others, and of those nobody could tell the state of, the recent ones are reported as unreadable: an
    /// instalment that is open is told without its boleto, while a boleto that may be settled would be paid twice.
    async fn perguntar(
        &self,
        lidos: &[BoletoLido],
        ligacoes: &Ligacoes,
        descartes: &mut Vec<Descarte>,
    ) -> Result<HashSet<ChaveBoleto>, ErroErp> {
        let hoje = self.relogio.hoje();
        let distancia = |b: &BoletoLido| b.vencimento.map_or(i32::MAX, |v| (v - hoje).get_days().abs());
        let mut soltos: Vec<(usize, &BoletoLido)> =
            lidos.iter().enumerate().filter(|(_, b)| !ligacoes.boletos.contains_key(&b.chave)).collect();
        soltos.sort_by_key(|(_, b)| distancia(b));
        let mut respostas: BTreeMap<ChaveBoleto, Option<Status>> = BTreeMap::new();
        for (posicao, lido) in soltos {
            if !respostas.contains_key(&lido.chave) && respostas.len() < CONSULTAS_DE_STATUS {
                let status = match self.status(lido.chave).await {
                    Ok(status) => Some(status),
                    Err(erro @ (ErroErp::Recusado { .. } | ErroErp::Contrato { .. })) => {
                        tracing::warn!(erro = %sem_texto(&erro), "o status de um boleto não pôde ser lido");
                        None
                    }
                    Err(erro) => return Err(erro),
                };
                respostas.insert(lido.chave, status);
            }
            let conhecido = respostas.get(&lido.chave).copied().flatten().is_some();
            let recente = lido.vencimento.is_none_or(|v| (hoje - v).get_days() <= RECENTE_DIAS);
            if !conhecido && recente {
                descartes.push(Descarte::Ilegivel { posicao, campo: "Status".to_owned() });
            }
        }
        Ok(respostas.into_iter().filter(|(_, s)| *s == Some(Status::Normal)).map(|(chave, _)| chave).collect())
    }

    pub(crate) async fn status(&self, chave: ChaveBoleto) -> Result<Status, ErroErp> {
        let metodo = Metodo::StatusBoleto;
        let pedido = json!({ "codigoBanco": chave.banco, "seuNumero": chave.seu_numero });
        let corpo = self.transporte.chamar(metodo, &pedido).await?;
        status(&corpo)
            .ok_or_else(|| ErroErp::Contrato { detalhe: format!("{}: status desconhecido", metodo.caminho()) })
    }

    /// Boletos the list of charges names and the list of boletos leaves out: of an instalment with several active boletos,
    /// or without a nosso número. The other list is asked for the last one of each instalment.
    async fn escondidos(
        &self,
        titular: &Titular,
        vistos: &HashSet<ChaveBoleto>,
        ligacoes: &Ligacoes,
    ) -> Result<Vec<BoletoLido>, ErroErp> {
        let mut faltam: Vec<_> = ligacoes.boletos.iter().filter(|(chave, _)| !vistos.contains(chave)).collect();
        let por_venda: BTreeSet<ChaveVenda> =
            faltam.iter().filter_map(|(_, c)| c.parcelas.first()).map(|p| p.venda.clone()).collect();
        let mut achados: HashMap<ChaveBoleto, BoletoLido> = HashMap::new();
        for venda in por_venda {
            achados.extend(self.reimpressao(titular, &venda).await?.into_iter().map(|b| (b.chave, b)));
        }
        let mut cobertas: HashSet<&ChaveParcela> = ligacoes
            .boletos
            .iter()
            .filter(|(chave, _)| vistos.contains(chave) || achados.contains_key(chave))
            .flat_map(|(_, c)| &c.parcelas)
            .collect();
        let mut escondidos = Vec::new();
        // The latest first: of several boletos of one instalment that is the one to pay.
        faltam.sort_by_key(|(chave, c)| std::cmp::Reverse((c.vencimento, chave.seu_numero)));
        for (chave, cobranca) in faltam {
            if let Some(lido) = achados.get(chave) {
                escondidos.push(lido.clone());
            } else if cobranca.parcelas.iter().all(|p| cobertas.contains(p)) {
                // Two charges of the same on a page would be paid twice.
                tracing::debug!("boleto substituído por outro da mesma parcela; não é mostrado");
            } else {
                tracing::info!("boleto sem linha digitável: o UAU o conhece e não o lista");
                cobertas.extend(&cobranca.parcelas);
                escondidos.push(BoletoLido {
                    chave: *chave,
                    venda: None,
                    emissao: None,
                    vencimento: cobranca.vencimento,
                    valor: cobranca.valor,
                    linha: None,
                    imprimivel: true,
                });
            }
        }
        escondidos.sort_by_key(|b| (b.vencimento, b.chave.seu_numero));
        Ok(escondidos)
    }

    /// The last boleto of each instalment. Some releases answer only to logins of buyers: then there are none.
    pub(crate) async fn reimpressao(&self, titular: &Titular, venda: &ChaveVenda) -> Result<Vec<BoletoLido>, ErroErp> {
        let metodo = Metodo::BoletosReimpressao;
        let pedido = json!({
            "empresa": venda.empresa, "obra": venda.obra, "num_venda": venda.venda, "naomostraboleto_vencido": false,
            "mostrarApenasUltimoBoleto": true,
        });
        match self.transporte.linhas(metodo, &pedido).await {
            Ok(linhas) => {
                let vendas = HashSet::from([venda.clone()]);
                let dono = Dono { documento: &titular.documento, vendas: Some(&vendas) };
                Ok(montar(metodo, &linhas, dono, mapa::reimpressao).itens)
            }
            Err(erro @ (ErroErp::Recusado { .. } | ErroErp::Contrato { .. })) => {
                tracing::warn!(erro = %sem_texto(&erro), "a lista de reimpressão não veio; boletos escondidos ficam sem linha digitável");
                Ok(Vec::new())
            }
            Err(erro) => Err(erro),
        }
    }

    /// Pix codes, asked in batches, for boletos and for charges that are only a Pix.
    async fn somar_pix(
        &self,
        itens: &mut Vec<BoletoEmitido>,
        ligacoes: &Ligacoes,
        tipos: &Tipos,
    ) -> Result<(), ErroErp> {
        let mut pedidos: BTreeMap<&str, &ChaveParcela> = BTreeMap::new();
        let mut dos_boletos: HashMap<String, &str> = HashMap::new();
        let dos_parcelas = ligacoes.pix_por_parcelas();
        for (chave, cobranca) in &ligacoes.boletos {
            let parcelas: Vec<&ChaveParcela> = cobranca.parcelas.iter().collect();
            if let (Some(txid), Some(parcela)) = (dos_parcelas.get(&parcelas), parcelas.first()) {
                pedidos.insert(txid, parcela);
                dos_boletos.insert(ligacoes.chave(*chave).to_string(), txid);
            }
        }
        for (txid, cobranca) in ligacoes.so_pix() {
            if let Some(parcela) = cobranca.parcelas.first() {
                pedidos.insert(txid, parcela);
            }
        }
        let parcelas: Vec<Value> = pedidos.values().map(|p| p.para_pix()).collect();
        let mut codigos: HashMap<String, String> = HashMap::new();
        for lote in parcelas.chunks(LOTE_DE_PIX) {
            match self.transporte.chamar(Metodo::PixPorParcelas, &Value::Array(lote.to_vec())).await {
                Ok(corpo) => codigos.extend(mapa::emv(&corpo)),
                Err(erro @ (ErroErp::Recusado { .. } | ErroErp::Contrato { .. })) => {
                    tracing::warn!(erro = %sem_texto(&erro), "os códigos Pix não vieram; os boletos ficam só com a linha");
                }
                Err(erro) => return Err(erro),
            }
        }
        for boleto in itens.iter_mut() {
            boleto.pix = dos_boletos.get(&boleto.id).and_then(|txid| codigos.get(*txid)).cloned();
        }
        for (txid, cobranca) in ligacoes.so_pix() {
            if let Some(emv) = codigos.get(txid) {
                let parcelas: Vec<ChaveParcela> = cobranca.parcelas.iter().cloned().collect();
                let mut boleto = cobrar(ChaveCobranca { parcelas, boleto: None }, None, tipos);
                boleto.valor.original = cobranca.valor;
                boleto.vencimento = cobranca.vencimento;
                boleto.pix = Some(emv.clone());
                itens.push(boleto);
            }
        }
        Ok(())
    }

    /// Today's amount of late boletos, from UAU's own calculation of their instalment. A grouped boleto has several and
    /// nobody to add them up: its amount of today stays unknown.
    async fn atualizar_vencidos(&self, titular: &Titular, lista: &mut Lista<BoletoEmitido>) -> Result<(), ErroErp> {
        let hoje = self.relogio.hoje();
        let mut calculadas: HashMap<ChaveVenda, Vec<ParcelaAberta>> = HashMap::new();
        for boleto in lista.itens.iter_mut().filter(|b| b.vencimento.is_some_and(|v| v < hoje)) {
            let Some(ChaveCobranca { parcelas, .. }) = ChaveCobranca::ler(&boleto.id) else { continue };
            let [parcela] = parcelas.as_slice() else { continue };
            if !calculadas.contains_key(&parcela.venda) {
                let abertas = self.abertas(titular, &parcela.venda, hoje).await?;
                calculadas.insert(parcela.venda.clone(), abertas.itens);
            }
            let abertas = calculadas.get(&parcela.venda).into_iter().flatten();
            if let Some(ParcelaAberta { valor, .. }) = abertas.into_iter().find(|a| a.chave == *parcela) {
                boleto.valor = Composicao { original: boleto.valor.original.or(valor.original), ..valor.clone() };
            }
        }
        Ok(())
    }
}
